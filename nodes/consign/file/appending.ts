import type { z } from 'zod'
import {
  type Batch,
  type Encoder,
  type Output,
  type Sink,
  type SinkContext,
  type Writer,
  writeAll,
} from '../../../server/engines/runtime-type.ts'
import type node from './node.ts'
import { makeFolder, Parts } from './parts.ts'
import { fileExists, outputLost, refuseFilled, writable } from './problems.ts'

export type Config = z.output<typeof node.config>

/** The place of an epoch's bytes. */
export type FileRef = {
  /** 0 = the path itself; numbered from 1 with a roll. */
  readonly part: number
  readonly offset: number
  readonly length: number
  /** The file begins with the header, in the bytes in front of `offset`, and gets it with this epoch. */
  readonly header: boolean
  /** Records in the part, with this epoch. */
  readonly records: number
  /** When the part was begun, epoch milliseconds. */
  readonly opened: number
  /** The part is complete with this epoch. */
  readonly last: boolean
  /** So many bytes of the part were known to be on the disk. */
  readonly synced: number
}

type Place = { part: number; end: number; records: number; opened: number; complete: boolean }
type OpenFile = { readonly file: number; dirty: boolean; end: number }
type Last = { epoch: number; ref: FileRef } | null

/** Larger outputs go to the file before the commit, so that the journal keeps their place only. */
const STAGED_ABOVE = 1 << 20
const NEWLINE = 10

/** Appends each epoch's bytes at a place that was fixed before its commit, so that writing them again changes nothing. */
export class AppendingSink implements Sink<FileRef> {
  readonly #config: Config
  readonly #context: SinkContext
  readonly #encoder: Encoder
  readonly #header: Buffer
  readonly #parts: Parts
  /** Behind what was staged last; null until the first epoch. */
  #at: Place | null = null
  /** Records encoded and not yet staged. */
  #encoded = 0
  #synced = { part: 0, end: 0 }
  readonly #open = new Map<number, OpenFile>()

  constructor(config: Config, context: SinkContext) {
    this.#config = config
    this.#context = context
    this.#encoder = context.encoder(config.format, { timestamps: config.timestamps })
    this.#header = this.#encoder.header()
    this.#parts = new Parts(context.path(config.path))
  }

  async open(_generation: number, last: Last): Promise<{ published: number }> {
    if (last === null) this.#refuseExisting()
    else {
      // a life that died behind a rename or a new name may not have synced it
      if (this.#context.files.exists(this.#parts.folder)) this.#context.files.syncDir(this.#parts.folder)
      this.#restore(last.ref)
    }
    return { published: 0 } // the journal's cursor may survive a loss of power that the file's bytes did not
  }

  encode(batch: Batch, out: Writer): void {
    this.#encoder.encode(batch, out)
    this.#encoded += batch.count
  }

  stage(_epoch: number, bytes: Uint8Array): { ref: FileRef; staged: boolean } {
    this.#at ??= writable(this.#parts.final(this.#firstPart), () => this.#begin())
    if (this.#at.complete) this.#at = this.#next(this.#at.part + 1)
    const at = this.#at
    const header = at.end === 0 && bytes.length > 0
    const offset = at.end + (header ? this.#header.length : 0)
    at.end = offset + bytes.length
    at.records += this.#encoded
    this.#encoded = 0
    at.complete = this.#isFull(at)
    const synced = this.#synced.part === at.part ? this.#synced.end : 0
    const ref = { part: at.part, offset, length: bytes.length, header, records: at.records, opened: at.opened, last: at.complete, synced }
    if (bytes.length <= STAGED_ABOVE) return { ref, staged: false }
    this.#write(ref, bytes)
    this.#context.files.fdatasync(this.#file(ref).file)
    return { ref, staged: true }
  }

  async publish(_epoch: number, { bytes, ref }: Output<FileRef>): Promise<void> {
    if (ref === null || this.#isFinal(ref.part)) return
    if (bytes !== null && bytes.length > 0) this.#write(ref, bytes)
    const open = this.#open.get(ref.part)
    if (open !== undefined) open.end = Math.max(open.end, ref.offset + ref.length)
    if (ref.last) this.#finish(this.#file(ref), ref.part, ref.offset + ref.length)
  }

  flush(): void {
    for (const [part, open] of this.#open) {
      if (!open.dirty) continue
      this.#context.files.fdatasync(open.file)
      open.dirty = false
      this.#synced = { part, end: open.end }
    }
  }

  async rollback(last: Last): Promise<void> {
    this.#encoded = 0
    if (last !== null) this.#restore(last.ref)
  }

  async close(ended: boolean): Promise<void> {
    const at = this.#at
    if (ended && at !== null && !at.complete && !this.#isFinal(at.part)) this.#end(at)
    for (const { file } of this.#open.values()) this.#context.files.close(file)
    this.#open.clear()
  }

  get #firstPart(): number {
    return this.#config.roll === undefined ? 0 : 1
  }

  #refuseExisting(): void {
    const { files } = this.#context
    if (this.#config.exists !== 'fail') return
    if (this.#config.roll !== undefined) {
      const [first] = this.#parts.existing(files)
      if (first !== undefined) throw fileExists(first.at, 'is there already')
      return
    }
    refuseFilled(files, this.#parts.final(0))
  }

  /** The place where everything begins; nothing of it is journalled yet, so a crash begins anew. */
  #begin(): Place {
    const { files } = this.#context
    makeFolder(files, this.#parts.folder)
    if (this.#config.roll !== undefined) {
      const there = this.#parts.existing(files)
      if (this.#config.exists !== 'replace') return this.#next(1 + Math.max(0, ...there.map(({ part }) => part)))
      for (const { at } of there) files.unlink(at)
      return this.#next(1)
    }
    const open = this.#openFile(0)
    const place = this.#next(0)
    if (this.#config.exists === 'replace') files.truncate(open.file, 0)
    else place.end = this.#endOfExisting(open.file)
    open.end = place.end
    this.#synced = { part: 0, end: place.end }
    return place
  }

  /** The length of a file that is appended to; a last line without line break gets one. */
  #endOfExisting(file: number): number {
    const { files } = this.#context
    const size = files.size(file)
    const last = Buffer.alloc(1)
    if (size === 0 || (files.read(file, last, 0, 1, size - 1) === 1 && last[0] === NEWLINE)) return size
    writeAll(files, file, Buffer.of(NEWLINE), size)
    files.fdatasync(file)
    return size + 1
  }

  #next(part: number): Place {
    return { part, end: 0, records: 0, opened: this.#context.clock.now(), complete: false }
  }

  #isFull({ end, records, opened }: Place): boolean {
    const { roll } = this.#config
    if (roll === undefined || end === 0) return false
    const { size = Infinity, count = Infinity, interval = Infinity } = roll
    return end >= size || records >= count || this.#context.clock.now() - opened >= interval
  }

  /** Goes back to the end of a committed epoch: what lies behind it was never committed. */
  #restore({ part, offset, length, records, opened, last, synced }: FileRef): void {
    const { files } = this.#context
    const end = offset + length
    this.#at = { part, end, records, opened, complete: last || this.#isFinal(part) }
    this.#synced = { part, end: synced }
    if (part > 0) this.#forget(part + 1)
    if (this.#isFinal(part)) return
    const there = files.exists(this.#parts.open(part))
    if (!there && synced > 0) throw outputLost(this.#parts.final(part), synced, 'is gone')
    if (!there) return
    const open = this.#openFile(part)
    const size = files.size(open.file)
    if (size < synced) throw outputLost(this.#parts.final(part), synced, `has only ${size} bytes`)
    if (size > end) files.truncate(open.file, end)
    open.end = Math.min(size, end)
    open.dirty = true
  }

  /** Removes a file that was begun by an epoch that was never committed. */
  #forget(part: number): void {
    const { files } = this.#context
    const open = this.#open.get(part)
    if (open !== undefined) files.close(open.file)
    this.#open.delete(part)
    if (files.exists(this.#parts.open(part))) files.unlink(this.#parts.open(part))
  }

  /** Whether the part was completed earlier, so that all of it is in its final place. */
  #isFinal(part: number): boolean {
    return part > 0 && !this.#open.has(part) && this.#context.files.exists(this.#parts.final(part))
  }

  #write(ref: FileRef, bytes: Uint8Array): void {
    const open = this.#file(ref)
    if (ref.header && this.#header.length > 0) writeAll(this.#context.files, open.file, this.#header, 0)
    writeAll(this.#context.files, open.file, bytes, ref.offset)
    open.dirty = true
  }

  #file({ part, synced }: FileRef): OpenFile {
    const open = this.#open.get(part)
    if (open !== undefined) return open
    if (synced > 0 && !this.#context.files.exists(this.#parts.open(part))) throw outputLost(this.#parts.final(part), synced, 'is gone')
    return writable(this.#parts.open(part), () => this.#openFile(part))
  }

  #openFile(part: number): OpenFile {
    const { files } = this.#context
    const known = this.#open.get(part)
    if (known !== undefined) return known
    const at = this.#parts.open(part)
    const there = files.exists(at)
    const open = { file: files.open(at, there ? 'r+' : 'w'), dirty: false, end: 0 }
    files.syncDir(this.#parts.folder) // also a name that an earlier life made and could not sync
    this.#open.set(part, open)
    return open
  }

  /** Gives a complete part its final name, for good. */
  #finish({ file }: OpenFile, part: number, length: number): void {
    const { files } = this.#context
    if (files.size(file) !== length) files.truncate(file, length)
    files.fdatasync(file)
    files.close(file)
    this.#open.delete(part)
    files.rename(this.#parts.open(part), this.#parts.final(part))
    files.syncDir(this.#parts.folder)
  }

  /** All input has ended: a file without records still has its header, and a part is complete. */
  #end({ part, end }: Place): void {
    if (part === 0) {
      const open = this.#openFile(0)
      if (end === 0 && this.#header.length > 0) writeAll(this.#context.files, open.file, this.#header, 0)
      this.#context.files.fdatasync(open.file)
    } else if (end > 0) this.#finish(this.#openFile(part), part, end)
  }
}
