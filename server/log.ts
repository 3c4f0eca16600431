import pino, { type Logger } from 'pino'

/** The log of the server, to standard error: JSON lines, or short text where a person reads. */
export function openLog(): Logger {
  const options = { base: null, redact: ['*.token', '*.authorization', '*.cookie'] }
  return process.stderr.isTTY
    ? pino(options, { write: (line) => void process.stderr.write(short(JSON.parse(line))) })
    : pino(options, pino.destination(2))
}

type Entry = { level: number; time: number; msg?: string; err?: { stack?: string; message: string } }

function short({ level, time, msg, err, ...rest }: Entry & Record<string, unknown>): string {
  const word = level >= 50 ? 'error ' : level >= 40 ? 'warning ' : ''
  const more = Object.entries(rest).map(([key, value]) => ` ${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
  return `${new Date(time).toTimeString().slice(0, 8)} ${word}${msg ?? ''}${more.join('')}\n${err === undefined ? '' : `${err.stack ?? err.message}\n`}`
}
