import fs from 'node:fs'
import path from 'node:path'
import type { LogLine } from '../../core/protocol.ts'
import type { Clock } from '../engines/runtime-type.ts'
import { hasMembers, isBroken, readJsonLines } from '../json-lines.ts'

const KEPT = 2_000
const LONGEST = 4_000
const FILE_BYTES = 4 * 1024 * 1024
const FLUSH_MS = 200
/** A file of this length has more lines than are kept in memory. */
const ENOUGH = FILE_BYTES / 2

type Log = {
  lines: LogLine[]
  next: number
  untold: LogLine[]
  /** What the disk did not take yet, newest last. */
  unwritten: LogLine[]
  /** The length of the file, and whether its last line has no end. */
  bytes: number
  torn: boolean
}

/** The log of each pipeline: the newest lines in memory, and a file of JSON lines that begins anew (keeping one older) when it is large. A disk that refuses never costs the run; what it refused is written when it takes it again. */
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
    log.untold.push(line)
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
      if (log.untold.length === 0) continue
      const lines = log.untold
      log.untold = []
      log.unwritten.push(...lines)
      this.#write(pipeline, log)
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
    const newer = contentOf(file)
    const torn = newer !== '' && !newer.endsWith('\n')
    const older = newer.length < ENOUGH ? contentOf(`${file}.1`) : ''
    const lines = linesOf(`${older}\n${newer}`.split('\n')).slice(-KEPT)
    const next = (lines.at(-1)?.id ?? 0) + 1
    const log: Log = { lines, next, untold: [], unwritten: [], bytes: Buffer.byteLength(newer), torn }
    this.#logs.set(pipeline, log)
    return log
  }

  #write(pipeline: string, log: Log): void {
    const file = this.#file(pipeline)
    try {
      if (log.bytes > FILE_BYTES) {
        fs.renameSync(file, `${file}.1`)
        log.bytes = 0
        log.torn = false
      }
      const text = (log.torn ? '\n' : '') + log.unwritten.map((line) => `${JSON.stringify(line)}\n`).join('')
      fs.appendFileSync(file, text, { mode: 0o600 })
      log.bytes += Buffer.byteLength(text)
      log.torn = false
      log.unwritten = []
    } catch {
      // what the disk says is told by whatever needs it
      log.unwritten = log.unwritten.slice(-KEPT)
      cutTo(file, log.bytes)
    }
  }
}

const contentOf = (file: string): string => (fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '')

/** Takes away what a write left that failed half-way. */
function cutTo(file: string, length: number): void {
  try {
    if (fs.statSync(file).size > length) fs.truncateSync(file, length)
  } catch {
    // it is not there, or not ours to change
  }
}

const isLine = (value: unknown): value is LogLine =>
  hasMembers(value, { id: 'number', at: 'number', level: 'string', node: 'string', message: 'string' })

/** Lines of a file, with ids that grow; what could not be read is told where it stands. */
function linesOf(texts: readonly string[]): LogLine[] {
  const lines: LogLine[] = []
  for (const read of readJsonLines(texts, isLine)) {
    const last = lines.at(-1)
    const next = (last?.id ?? 0) + 1
    if (!isBroken(read)) lines.push(read.id >= next ? read : { ...read, id: next })
    else {
      const message = `${read.broken} ${read.broken === 1 ? 'line' : 'lines'} of the log file could not be read`
      lines.push({ id: next, at: last?.at ?? 0, level: 'warning', node: 'pipeline', message })
    }
  }
  return lines
}
