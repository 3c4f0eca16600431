import { createHash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { rowsOf } from './batch.ts'
import type { Cut } from './cut.ts'
import { framerOf, recordsIn } from './decode/framer.ts'
import { type Files, writeAll } from './files.ts'
import type { RunOptions } from './options.ts'
import type { Segment } from './segment.ts'
import type { SourceChunk, SourcePort } from './sources.ts'

const NAME = 'suspect.json'
/** After so many records none of which killed the process, the run goes on as usual. */
const ENOUGH = 65_536

/** The record that is about to be processed: where its chunk began, which of the chunk it is, and a hash of its bytes. */
type Suspect = { readonly epoch: number; readonly source: string; readonly from: unknown; readonly record: number; readonly hash: string }

/**
 * Finds the record that kills the process. While it is on, each record is noted in the state folder before it is processed, so that the next start
 * knows which one the process died of: that one is not processed again. The file need not survive a loss of power, only the process.
 */
export class Careful {
  readonly #files: Files
  readonly #path: string
  readonly #suspect: Suspect | null
  readonly #over: (found: boolean) => void
  #file: number | null
  #length = 0
  #records = 0
  #found = false

  private constructor(files: Files, path: string, suspect: Suspect | null, on: boolean, over: (found: boolean) => void) {
    this.#files = files
    this.#path = path
    this.#suspect = suspect
    this.#over = over
    // what was noted stays until the record is left out and committed
    this.#file = on ? files.open(path, files.exists(path) ? 'r+' : 'w') : null
    if (this.#file !== null) this.#length = files.size(this.#file)
  }

  /**
   * After a recovery up to `epoch`: it is on when `options` ask for it, or when an earlier life died of a record that it had noted. Meanwhile epochs
   * are cut record by record.
   */
  static open({ files, careful = false, log }: RunOptions, dir: string, epoch: number, cut: Cut): Careful {
    const path = `${dir}/${NAME}`
    const noted = read(files, path)
    const suspect = noted !== null && noted.epoch > epoch ? noted : null
    const on = careful || suspect !== null
    const { limits } = cut
    if (on) {
      cut.limits = { ...limits, records: 1 }
      log('warning', 'pipeline', 'processing record by record, to find the one of which the process dies')
    }
    return new Careful(files, path, suspect, on, (found) => {
      cut.limits = limits
      log('info', 'pipeline', `${found ? 'left out the record of which the process died' : 'no record was deadly'}; going on as usual`)
    })
  }

  get on(): boolean {
    return this.#file !== null
  }

  /**
   * Whether an earlier life died of this record; else notes it. `from` = the position before its chunk; null where a source has none, then the
   * bytes alone say that it came again.
   */
  isDeadly(epoch: number, source: string, from: unknown, record: number, bytes: Uint8Array): boolean {
    const now: Suspect = { epoch, source, from: from ?? null, record, hash: createHash('sha256').update(bytes).digest('hex') }
    const before = this.#suspect
    const again = before?.source === source && before.hash === now.hash
    if (again && !this.#found && (before.from === null || (before.record === record && isDeepStrictEqual(before.from, now.from)))) {
      this.#found = true
      return true
    }
    this.#note(now)
    this.#records++
    return false
  }

  /** After a commit: it is no longer needed once the record is left out, or nothing happened for long. */
  committed(): void {
    if (!this.on || (!this.#found && this.#records < ENOUGH)) return
    this.close()
    this.#files.unlink(this.#path)
    this.#over(this.#found)
  }

  close(): void {
    if (this.#file !== null) this.#files.close(this.#file)
    this.#file = null
  }

  #note(suspect: Suspect): void {
    const text = JSON.stringify(suspect)
    // one write, so that what a kill leaves is the note before or this one
    writeAll(this.#files, this.#file!, Buffer.from(text.padEnd(this.#length)), 0)
    this.#length = Math.max(this.#length, text.length)
  }
}

function read(files: Files, path: string): Suspect | null {
  if (!files.exists(path)) return null
  const file = files.open(path, 'r')
  try {
    const bytes = Buffer.alloc(files.size(file))
    files.read(file, bytes, 0, bytes.length, 0)
    return JSON.parse(bytes.toString()) as Suspect
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  } finally {
    files.close(file)
  }
}

function withoutLineEnd(raw: Buffer): Buffer {
  const end = raw.at(-1) === 10 ? raw.length - (raw.at(-2) === 13 ? 2 : 1) : raw.length
  return raw.subarray(0, end)
}

/** Runs a chunk through the operators record by record, but for one of which an earlier life died: that is a dead letter. */
export function processCarefully(careful: Careful, segment: Segment, source: SourcePort, chunk: SourceChunk, epoch: number): void {
  const { op, from } = source
  const left = (record: number, raw: Buffer): boolean => {
    if (!careful.isDeadly(epoch, op.id, from, record, raw)) return false
    segment.reject(op, 'CRASH', 'the process died of this record', withoutLineEnd(raw))
    return true
  }
  if (chunk.bytes !== undefined) {
    let record = 0
    for (const raw of recordsIn(chunk.bytes, framerOf(source.codec))) if (!left(record++, raw)) segment.bytes(op.id, raw, chunk.at)
    return
  }
  const { batch } = chunk
  let record = 0
  for (const values of rowsOf(batch)) {
    const row = batch.sel === null ? record : batch.sel[record]
    if (!left(record, Buffer.from(JSON.stringify(values)))) segment.batch(op.id, { ...batch, count: 1, sel: Uint32Array.of(row) })
    record++
  }
}
