/**
 * A disk in memory for tests that die at a chosen file operation. It numbers every mutating operation, knows which bytes and names would
 * survive a loss of power, and keeps that knowledge over restarts.
 */
import { posix } from 'node:path'
import type { File, Files } from '../engines/embedded/files.ts'
import { afterPowerLoss, applyName, changesUpTo, FileNode, type NameChange, type Node, namesAfterPowerLoss } from './fault-disk.ts'

/** Thrown at the planned operation, and by every call after it: the process is dead. It has no `code`, so nobody takes it for a disk error. */
export class Crash extends Error {
  constructor(operation: number) {
    super(`crash at file operation ${operation}`)
    this.name = 'Crash'
  }
}

export type OperationKind = 'open' | 'write' | 'fdatasync' | 'truncate' | 'rename' | 'unlink' | 'mkdir' | 'syncDir'

/** A mutating operation that was begun. Numbers count from 1 in each life of the disk. */
export type Operation = { number: number; kind: OperationKind; path: string; bytes?: number }

/** Where to die: `torn` writes a part of the bytes first, and is the same as `after` for what is not a write. */
export type CrashPoint = { operation: number; when: 'before' | 'torn' | 'after' }

/** A system error on demand: for `count` operations (default 1) from number `from` on, counted among those of `kind` when it is given. */
export type DiskError = {
  code: 'ENOSPC' | 'EIO' | 'EACCES' | 'EROFS' | 'EFBIG'
  from: number
  count?: number
  kind?: OperationKind
  /** The first write that is hit takes so many bytes and says so; the error follows with the next one. */
  short?: number
}

export type FaultOptions = {
  /** Chooses what a torn write and a loss of power leave. */
  seed?: number
  crash?: CrashPoint
  errors?: readonly DiskError[]
  /** Each write may take only a part of its bytes. */
  shortWrites?: boolean
  /** Operations that are accepted and not carried out: plants the bug of a sync that somebody forgot. */
  ignored?: readonly { kind: 'fdatasync' | 'syncDir'; path?: RegExp }[]
  space?: { free: number; size: number }
}

/** What dies: the process (everything written stays in the page cache) or the machine. */
export type Death = 'kill' | 'power'

export class FaultFiles implements Files {
  /** The mutating operations of this life, in order, the deadly one included. */
  readonly operations: Operation[] = []
  readonly #options: FaultOptions
  readonly #random: () => number
  #names = new Map<string, Node>([['/', 'folder']])
  #durableNames = new Map<string, Node>([['/', 'folder']])
  #pendingNames: NameChange[] = []
  readonly #open = new Map<File, { node: FileNode; path: string; writable: boolean }>()
  readonly #ofKind = new Map<OperationKind, number>()
  #nextFile = 100
  #crash: Crash | null = null

  constructor(options: FaultOptions = {}) {
    this.#options = options
    this.#random = random(options.seed ?? 1)
  }

  /** Whether the planned crash has happened. */
  get crashed(): boolean {
    return this.#crash !== null
  }

  /**
   * The disk as the next process finds it, after a crash or without one. It may be called more than once: this disk stays as it is. After
   * 'kill' what was not synced can still be lost by a later loss of power; what survives 'power' is durable.
   */
  restart(death: Death, options: FaultOptions = {}): FaultFiles {
    const next = new FaultFiles(options)
    const copies = new Map<Node, Node>([['folder', 'folder']])
    const random = death === 'power' ? chance(this.#options.seed ?? 1, options.seed ?? 1) : null
    const copy = (node: Node): Node => {
      const known = copies.get(node)
      if (known) return known
      const made = node === 'folder' ? node : random ? afterPowerLoss(node, random) : node.copy()
      copies.set(node, made)
      return made
    }
    const names = random ? namesAfterPowerLoss(this.#durableNames, this.#pendingNames, random) : this.#names
    for (const [path, node] of names) next.#names.set(path, copy(node))
    if (random) next.#durableNames = new Map(next.#names)
    else {
      for (const [path, node] of this.#durableNames) next.#durableNames.set(path, copy(node))
      next.#pendingNames = this.#pendingNames.map((change) => ('node' in change ? { ...change, node: copy(change.node) } : change))
    }
    return next
  }

  /** Puts a durable file there, with its folders: no numbered operation. */
  put(path: string, bytes: Uint8Array): void {
    const full = resolve(path)
    for (let dir = posix.dirname(full); dir !== '/'; dir = posix.dirname(dir)) {
      this.#names.set(dir, 'folder')
      this.#durableNames.set(dir, 'folder')
    }
    const node = new FileNode()
    node.change({ kind: 'write', at: 0, bytes: Buffer.from(bytes) })
    node.sync()
    this.#names.set(full, node)
    this.#durableNames.set(full, node)
  }

  /** A copy of what a reader of the file sees now: no numbered operation, works after the crash. */
  get(path: string): Buffer {
    return Buffer.from(this.#fileAt(resolve(path)).seen.view())
  }

  open(path: string, flags: 'r' | 'r+' | 'w'): File {
    this.#alive()
    const full = resolve(path)
    if (flags === 'w') {
      this.#mutate('open', full, () => {
        if (this.#names.get(posix.dirname(full)) !== 'folder') throw systemError('ENOENT', full)
        const node = this.#names.get(full)
        if (node === 'folder') throw systemError('EISDIR', full)
        if (node) node.change({ kind: 'truncate', length: 0 })
        else this.#rename({ kind: 'link', path: full, node: new FileNode() })
      })
    }
    const node = this.#fileAt(full)
    const file = this.#nextFile++
    this.#open.set(file, { node, path: full, writable: flags !== 'r' })
    return file
  }

  write(file: File, bytes: Uint8Array, position: number): number {
    const { node, path, writable } = this.#file(file)
    if (!writable) throw systemError('EBADF', path)
    const put = (length: number) => {
      if (length > 0) node.change({ kind: 'write', at: position, bytes: Buffer.from(bytes.subarray(0, length)) })
      return length
    }
    const part = () => Math.floor(this.#random() * bytes.length)
    return this.#mutate(
      'write',
      path,
      (short) => put(short ?? (this.#options.shortWrites && bytes.length > 1 ? 1 + part() : bytes.length)),
      {
        bytes: bytes.length,
        torn: () => void put(part()),
      },
    )
  }

  read(file: File, into: Uint8Array, offset: number, length: number, position: number): number {
    const seen = this.#file(file)
      .node.seen.view()
      .subarray(position, position + length)
    into.set(seen, offset)
    return seen.length
  }

  fdatasync(file: File): void {
    const { node, path } = this.#file(file)
    this.#mutate('fdatasync', path, () => node.sync(), {
      // As ext4, XFS and Btrfs do: the pages count as clean, a second sync does nothing for them.
      failed: () => {
        node.pending = []
      },
    })
  }

  truncate(file: File, length: number): void {
    const { node, path, writable } = this.#file(file)
    if (!writable) throw systemError('EBADF', path)
    this.#mutate('truncate', path, () => node.change({ kind: 'truncate', length }))
  }

  size(file: File): number {
    return this.#file(file).node.seen.length
  }

  close(file: File): void {
    this.#file(file)
    this.#open.delete(file)
  }

  rename(from: string, to: string): void {
    this.#alive()
    const [a, b] = [resolve(from), resolve(to)]
    this.#mutate('rename', `${a} -> ${b}`, () => {
      const node = this.#fileAt(a)
      if (this.#names.get(posix.dirname(b)) !== 'folder') throw systemError('ENOENT', b)
      this.#rename({ kind: 'rename', from: a, to: b, node })
      for (const open of this.#open.values()) if (open.node === node) open.path = b
    })
  }

  unlink(path: string): void {
    this.#alive()
    const full = resolve(path)
    this.#mutate('unlink', full, () => {
      this.#fileAt(full)
      this.#rename({ kind: 'unlink', path: full })
    })
  }

  mkdir(path: string): void {
    this.#alive()
    const full = resolve(path)
    if (this.#names.get(full) === 'folder') return
    this.#mutate('mkdir', full, () => {
      const missing: string[] = []
      for (let dir = full; !this.#names.has(dir); dir = posix.dirname(dir)) missing.unshift(dir)
      for (const dir of missing) this.#rename({ kind: 'link', path: dir, node: 'folder' })
    })
  }

  syncDir(path: string): void {
    this.#alive()
    const full = resolve(path)
    if (this.#names.get(full) !== 'folder') throw systemError('ENOENT', full)
    this.#mutate('syncDir', full, () => {
      const synced = changesUpTo(this.#pendingNames, full)
      for (const change of synced) applyName(this.#durableNames, change)
      this.#pendingNames = this.#pendingNames.filter((change) => !synced.has(change))
    })
  }

  list(path: string): string[] {
    this.#alive()
    const full = resolve(path)
    return [...this.#names.keys()]
      .filter((name) => name !== '/' && posix.dirname(name) === full)
      .map((name) => posix.basename(name))
      .sort()
  }

  exists(path: string): boolean {
    this.#alive()
    return this.#names.has(resolve(path))
  }

  space(_path: string): { free: number; size: number } {
    this.#alive()
    return this.#options.space ?? { free: 2 ** 40, size: 2 ** 40 }
  }

  #alive(): void {
    if (this.#crash) throw this.#crash
  }

  #file(file: File): { node: FileNode; path: string; writable: boolean } {
    this.#alive()
    const open = this.#open.get(file)
    if (!open) throw systemError('EBADF', `file ${file}`)
    return open
  }

  #fileAt(path: string): FileNode {
    const node = this.#names.get(path)
    if (node === undefined) throw systemError('ENOENT', path)
    if (node === 'folder') throw systemError('EISDIR', path)
    return node
  }

  #rename(change: NameChange): void {
    applyName(this.#names, change)
    this.#pendingNames.push(change)
  }

  /** Numbers an operation, carries it out, or dies or fails as planned. `act` gets a length when the write is to be cut short. */
  #mutate<T>(
    kind: OperationKind,
    path: string,
    act: (short: number | null) => T,
    more: { bytes?: number; torn?: () => void; failed?: () => void } = {},
  ): T {
    const number = this.operations.length + 1
    this.operations.push(more.bytes === undefined ? { number, kind, path } : { number, kind, path, bytes: more.bytes })
    const ofKind = (this.#ofKind.get(kind) ?? 0) + 1
    this.#ofKind.set(kind, ofKind)
    const when = this.#options.crash?.operation === number ? this.#options.crash.when : null
    if (when === 'before') this.#die(number)
    if (when === 'torn' && more.torn) {
      more.torn()
      this.#die(number)
    }
    let short: number | null = null
    for (const error of this.#options.errors ?? []) {
      if (error.kind && error.kind !== kind) continue
      const nth = (error.kind ? ofKind : number) - error.from
      if (nth < 0 || nth >= (error.count ?? 1) + (error.short === undefined ? 0 : 1)) continue
      if (nth === 0 && error.short !== undefined && kind === 'write') short = Math.min(error.short, more.bytes ?? 0)
      else {
        more.failed?.()
        throw systemError(error.code, path)
      }
    }
    const ignored = this.#options.ignored?.some((rule) => rule.kind === kind && (rule.path?.test(path) ?? true))
    const result = ignored ? (undefined as T) : act(short)
    if (when !== null) this.#die(number)
    return result
  }

  #die(number: number): never {
    this.#crash = new Crash(number)
    throw this.#crash
  }
}

function resolve(path: string): string {
  return posix.resolve('/', path)
}

function systemError(code: string, path: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: planned by a test or not there, ${path}`), { code })
}

function chance(...seeds: number[]): () => number {
  return random(seeds.reduce((hash, seed) => Math.imul(hash ^ seed, 0x9e3779b1) ^ (hash >>> 15), 0x2545f491))
}

/** Numbers in [0, 1) that depend on the seed alone (mulberry32). */
function random(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}
