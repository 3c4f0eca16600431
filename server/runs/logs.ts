import fs from 'node:fs'
import path from 'node:path'
import type { LogLine } from '../../core/protocol.ts'
import type { Clock } from '../engines/runtime-type.ts'

const KEPT = 2_000
const LONGEST = 4_000
const FILE_BYTES = 4 * 1024 * 1024
const FLUSH_MS = 200

type Log = { lines: LogLine[]; next: number; unwritten: LogLine[]; bytes: number }

/** The log of each pipeline: the newest lines in memory, and a file of JSON lines that begins anew (keeping one older) when it is large. A disk that refuses costs the file, never the run. */
export class Logs {
  readonly #dir: string
  readonly #clock: Clock
  readonly #told: (pipeline: string, lines: readonly LogLine[]) => void
  readonly #logs = new Map<string, Log>()
  #cancel: (() => void) | null = null

  constructor(dir: string, clock: Clock, told: (pipeline: string, lines: readonly LogLine[]) => void) {
    this.#dir = dir
    this.#clock = clock
    this.#told = told
    fs.mkdirSync(dir, { recursive: true, mode: 0o700 })
  }

  add(pipeline: string, level: LogLine['level'], node: string, message: string): void {
    const log = this.#open(pipeline)
    const text = message.length > LONGEST ? `${message.slice(0, LONGEST)}…` : message
    const line: LogLine = { id: log.next++, at: this.#clock.now(), level, node, message: text }
    log.lines.push(line)
    if (log.lines.length > 1.25 * KEPT) log.lines = log.lines.slice(-KEPT)
    log.unwritten.push(line)
    this.#cancel ??= this.#clock.timer(FLUSH_MS, () => this.flush())
  }

  /** The newest lines with an id below `before` (null = the newest of all), oldest first. */
  read(pipeline: string, before: number | null, limit: number): readonly LogLine[] {
    const { lines } = this.#open(pipeline)
    const upTo = before === null ? lines.length : lines.findIndex((line) => line.id >= before)
    return lines.slice(0, upTo < 0 ? lines.length : upTo).slice(-limit)
  }

  /** Tells and writes what was added since the last time. */
  flush(): void {
    this.#cancel?.()
    this.#cancel = null
    for (const [pipeline, log] of this.#logs) {
      if (log.unwritten.length === 0) continue
      const lines = log.unwritten
      log.unwritten = []
      this.#write(pipeline, log, lines)
      this.#told(pipeline, lines)
    }
  }

  forget(pipeline: string): void {
    this.#logs.delete(pipeline)
    for (const file of [this.#file(pipeline), `${this.#file(pipeline)}.1`]) fs.rmSync(file, { force: true })
  }

  #file(pipeline: string): string {
    return path.join(this.#dir, `${pipeline}.jsonl`)
  }

  #open(pipeline: string): Log {
    const known = this.#logs.get(pipeline)
    if (known !== undefined) return known
    const file = this.#file(pipeline)
    const text = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : ''
    const lines = text
      .split('\n')
      .flatMap((line) => parsed(line))
      .slice(-KEPT)
    const log: Log = { lines, next: (lines.at(-1)?.id ?? 0) + 1, unwritten: [], bytes: text.length }
    this.#logs.set(pipeline, log)
    return log
  }

  #write(pipeline: string, log: Log, lines: readonly LogLine[]): void {
    const file = this.#file(pipeline)
    try {
      if (log.bytes > FILE_BYTES) {
        fs.renameSync(file, `${file}.1`)
        log.bytes = 0
      }
      const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('')
      fs.appendFileSync(file, text, { mode: 0o600 })
      log.bytes += text.length
    } catch {
      // the lines stay in memory; what the disk says is told by whatever needs it
    }
  }
}

function parsed(line: string): LogLine[] {
  try {
    return [JSON.parse(line) as LogLine]
  } catch {
    return [] // the last line of a server that was killed
  }
}
