import fs from 'node:fs'
import path from 'node:path'
import type { z } from 'zod'
import {
  AppError,
  type Begin,
  type Chunk,
  defineRuntime,
  FrameBuffer,
  type Limit,
  type Pending,
  type Source,
  type SourceContext,
} from '../../../server/engines/runtime-type.ts'
import { type Identity, identify, isSame } from './identity.ts'
import { list, type Place, placeOf } from './listing.ts'
import type node from './node.ts'
import { GzipReader, PlainReader, type Reader } from './reader.ts'

type Config = z.output<typeof node.config>

/** Behind byte `offset` (unpacked) of the file; files whose names sort in front of it are done. `size` = its size on the disk when last looked at. */
export type FilePosition = { readonly file: string; readonly offset: number; readonly size: number; readonly identity: Identity }

type OpenFile = { readonly name: string; readonly identity: Identity; readonly reader: Reader; readonly packed: boolean; size: number }

/** Bytes per chunk: small enough to stay in the processor's cache until they are decoded. */
const CHUNK = 1 << 18
/** So few records are counted out one by one; otherwise a chunk may hold more of them than asked for. */
const FEW = 32
const LISTED = 1_000

const NOTHING = Buffer.alloc(0)

const isPacked = (name: string): boolean => name.endsWith('.gz')
const makeReader = (file: number, name: string, offset: number): Reader =>
  isPacked(name) ? new GzipReader(file, name, offset) : new PlainReader(file, offset)

export class FileSource implements Source<FilePosition> {
  readonly #config: Config
  readonly #context: SourceContext
  readonly #frame: FrameBuffer
  #place: Place | null = null
  #current: OpenFile | null = null
  /** Names behind the current file, in order. */
  #waiting: string[] = []
  /** The last name that was begun. */
  #reached: string | null = null
  /** Names that were seen, so that only new ones can be out of order. */
  #known = new Set<string>()
  #position: FilePosition | null = null
  #begins: Begin | null = null
  /** Whether the current file yielded anything in this run. */
  #yielded = false
  /** Files that ended since the last cut that was asked for. */
  #finished = 0
  #countedTooLarge = 0
  #nextLook = 0
  #cancelTimer: (() => void) | null = null

  constructor(config: Config, context: SourceContext) {
    this.#config = config
    this.#context = context
    this.#frame = new FrameBuffer(context.framer())
  }

  async open(from: FilePosition | undefined): Promise<void> {
    this.#place = placeOf(this.#config.path, this.#context.path)
    const names = list(this.#place)
    this.#known = new Set(names)
    if (from === undefined) {
      if (names.length === 0 && !this.#config.watch) this.#complainEmpty(this.#place)
      this.#waiting = names
      return
    }
    this.#position = from
    this.#reached = from.file
    this.#waiting = names.filter((name) => name > from.file)
    if (names.includes(from.file)) await this.#resume(from)
    else if (from.offset < from.size || isPacked(from.file)) throw this.#lost(from, 'is gone, and was not read to its end')
  }

  async read(limit: Limit): Promise<Chunk<FilePosition> | 'idle' | 'end'> {
    const most = limit.records <= FEW ? 1 : limit.bytes
    for (;;) {
      const current = this.#current
      if (current === null) {
        if (this.#waiting.length === 0) this.#look()
        const [name] = this.#waiting
        if (name === undefined) return this.#config.watch ? this.#idle() : 'end'
        this.#waiting.shift()
        this.#begin(name)
        continue
      }
      const region = this.#frame.take(most)
      if (region !== null) return this.#chunk(current, region)
      const more = current.reader.fill(this.#frame, CHUNK)
      if (typeof more === 'boolean' ? more : await more) continue
      if (this.#config.watch && !current.packed && this.#waiting.length === 0) {
        this.#look()
        if (this.#waiting.length === 0) return this.#idle()
        continue // what was appended before the next file appeared
      }
      const tail = this.#frame.end()
      if (tail !== null) return this.#chunk(current, tail)
      if (this.#end(current)) return { at: this.#context.clock.now(), position: this.#position!, bytes: NOTHING, cut: true }
    }
  }

  /** The bytes that no chunk held yet. Packed files do not say how much they hold, and more files than `LISTED` are not looked at. */
  pending(): Pending | null {
    const current = this.#current
    const names = this.#waiting
    if (names.length > LISTED || [...names, current?.name ?? ''].some(isPacked)) return null
    const size = (name: string): number => fs.statSync(path.join(this.#place!.base, name), { throwIfNoEntry: false })?.size ?? 0
    const open = current === null ? 0 : Math.max(0, size(current.name) - this.#frame.consumed)
    return { records: null, bytes: names.reduce((sum, name) => sum + size(name), open) }
  }

  async close(): Promise<void> {
    this.#cancelTimer?.()
    this.#current?.reader.close()
    this.#current = null
  }

  #chunk({ name, identity, size }: OpenFile, bytes: Buffer): Chunk<FilePosition> {
    this.#position = { file: name, offset: this.#frame.consumed, size, identity }
    const begins = this.#begins
    this.#begins = null
    this.#yielded = true
    this.#countTooLarge()
    return { at: this.#context.clock.now(), position: this.#position, bytes, ...(begins === null ? {} : { begins }) }
  }

  #begin(name: string): void {
    this.#current = this.#openFile(name, 0, null)
    this.#reached = name
    this.#begins = { header: null }
  }

  async #resume(from: FilePosition): Promise<void> {
    this.#current = this.#openFile(from.file, from.offset, from)
    this.#begins = { header: from.offset === 0 ? null : await this.#firstRecord(from.file) }
  }

  #openFile(name: string, offset: number, from: FilePosition | null): OpenFile {
    const at = path.join(this.#place!.base, name)
    const file = this.#tryOpen(at)
    try {
      const { size } = fs.fstatSync(file)
      const packed = isPacked(name)
      if (from !== null && !packed && size < offset) throw this.#lost(from, `has only ${size} bytes left`)
      if (from !== null && !isSame(file, from.identity)) throw this.#lost(from, 'is not the file that was read: another took its name')
      this.#frame.reset(offset)
      this.#yielded = false
      return { name, identity: from?.identity ?? identify(file), reader: makeReader(file, at, offset), packed, size }
    } catch (error) {
      fs.closeSync(file)
      throw error
    }
  }

  /** Never opens a device or pipe, and no symbolic link that leads out of what may be read. */
  #tryOpen(at: string): number {
    try {
      const real = this.#context.path(fs.realpathSync(this.#context.path(at)))
      const file = fs.openSync(real, fs.constants.O_RDONLY | fs.constants.O_NOFOLLOW | fs.constants.O_NONBLOCK)
      if (fs.fstatSync(file).isFile()) return file
      fs.closeSync(file)
    } catch (cause) {
      if (cause instanceof AppError) throw cause
      const { code, message } = cause as NodeJS.ErrnoException
      if (code !== 'ENOENT') {
        throw new AppError('FILE_NOT_READABLE', `${at} cannot be read: ${message}`, {
          blame: 'outside',
          hint: 'check its permissions, and that it may stay where it is while it is read',
          cause,
        })
      }
    }
    throw new AppError('FILE_NOT_FOUND', `${at} is no longer a file`, {
      blame: 'outside',
      hint: 'leave files in place until they are read',
    })
  }

  /** Closes the file; true when the epoch now has its share of files. */
  #end(current: OpenFile): boolean {
    this.#countTooLarge()
    current.reader.close()
    this.#current = null
    if (this.#yielded) this.#finished++
    if (this.#finished === 0 || this.#finished !== this.#config.filesPerEpoch) return false
    this.#finished = 0
    return true
  }

  /** Looks for new files, at most once per interval; those that sort in front of what was read can no longer be read in order. */
  #look(): void {
    const now = this.#context.clock.now()
    if (!this.#config.watch || now < this.#nextLook) return
    this.#nextLook = now + this.#config.interval
    const reached = this.#reached
    const names = list(this.#place!)
    this.#waiting = names.filter((name) => reached === null || name > reached)
    for (const name of names) {
      if (!this.#known.has(name) && reached !== null && name < reached) {
        this.#context.dropped('outOfOrder', 1)
        this.#context.log('warning', `${name} is not read: it came after ${reached}, which sorts behind it`)
      }
      this.#known.add(name)
    }
    if (this.#current !== null && this.#waiting.length === 0) this.#checkCurrent(this.#current)
  }

  /** Throws when the file that is being watched was cut or replaced. */
  #checkCurrent(current: OpenFile): void {
    const { name: file, identity } = current
    const stat = fs.statSync(path.join(this.#place!.base, file), { throwIfNoEntry: false, bigint: true })
    const position = { file, offset: this.#frame.consumed, size: current.size, identity }
    if (stat === undefined) throw this.#lost(position, 'was removed while it was watched')
    if (`${stat.ino}` !== identity.ino) throw this.#lost(position, 'was replaced while it was watched')
    if (Number(stat.size) < this.#frame.consumed) throw this.#lost(position, 'was cut while it was watched')
    current.size = Number(stat.size)
  }

  #idle(): 'idle' {
    this.#cancelTimer?.()
    this.#cancelTimer = this.#context.clock.timer(this.#config.interval, this.#context.wake)
    return 'idle'
  }

  /** A copy of the first record of a file, which may be the header that its decoder needs. */
  async #firstRecord(name: string): Promise<Buffer> {
    const frame = new FrameBuffer(this.#context.framer())
    const at = path.join(this.#place!.base, name)
    const reader = makeReader(this.#tryOpen(at), at, 0)
    try {
      for (;;) {
        const first = frame.take(1) ?? ((await reader.fill(frame, CHUNK)) ? null : (frame.end() ?? Buffer.alloc(0)))
        if (first !== null) return Buffer.from(first)
      }
    } finally {
      reader.close()
    }
  }

  #countTooLarge(): void {
    const more = this.#frame.tooLarge - this.#countedTooLarge
    if (more > 0) this.#context.dropped('tooLarge', more)
    this.#countedTooLarge += more
  }

  #complainEmpty({ base, what, pattern }: Place): void {
    if (what === 'folder') {
      this.#context.log('warning', `the folder ${base} holds no files`)
      return
    }
    throw new AppError('FILE_NOT_FOUND', `no file in ${base} fits ${pattern}`, {
      blame: 'user',
      hint: 'check the pattern, or set `watch: true` to wait for files',
    })
  }

  #lost({ file, offset }: FilePosition, why: string): AppError {
    return new AppError('POSITION_LOST', `cannot go on at byte ${offset} of ${path.join(this.#place!.base, file)}: it ${why}`, {
      blame: 'outside',
      hint: 'put the file back, or start with a fresh --state to read everything again',
    })
  }
}

export default defineRuntime<Config>({ source: (config, context) => new FileSource(config, context) })
