import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { AppError } from '../../../../core/error.ts'
import { type Files, writeAll } from '../files.ts'
import { makeDir } from './folders.ts'
import { encodeHead, FRAME, FRAME_HEAD, FrameReader, type FrameType } from './frames.ts'
import { diskProblem } from './problems.ts'

/** A snapshot that was checked. */
export type Snapshot = {
  readonly epoch: number
  /** The parts given to `save`, in order, read as they are asked for; each is borrowed until the next. */
  parts(): Generator<Buffer, void, undefined>
}

const KEPT = 2

/** Snapshots of a segment's state, in files `s-<epoch>`; the two newest are kept, so that a damaged one costs only a longer replay. */
export class SnapshotStore {
  readonly #files: Files
  readonly #dir: string
  /** Epochs of the snapshots on disk, oldest first, without those that were found damaged. */
  #epochs: number[] = []
  readonly #damaged: number[] = []

  private constructor(files: Files, dir: string) {
    this.#files = files
    this.#dir = dir
  }

  /** Opens the folder, creates it when it does not exist, and removes what an interrupted `save` left. */
  static open(files: Files, dir: string): SnapshotStore {
    const store = new SnapshotStore(files, dir)
    try {
      makeDir(files, dir)
      for (const name of files.list(dir)) {
        if (/^s-\d+\.tmp$/.test(name)) files.unlink(join(dir, name))
        if (/^s-\d+$/.test(name)) store.#epochs.push(Number(name.slice(2)))
      }
    } catch (error) {
      throw diskProblem(error, dir)
    }
    store.#epochs.sort((a, b) => a - b)
    return store
  }

  /** The first epoch whose commit the journal must keep, so that the older snapshot (or, with only one, the empty state) can be replayed from. */
  get keepFrom(): number {
    return this.#epochs.length < KEPT ? 1 : this.#epochs[0]! + 1
  }

  /** Files that `load` found damaged; the next `save` deletes them. */
  get damaged(): readonly string[] {
    return this.#damaged.map((epoch) => this.#path(epoch))
  }

  /**
   * The newest undamaged snapshot, or null to begin from the empty state: then the journal has to reach back to its first epoch, and says so
   * itself if it does not. Throws SNAPSHOT_CORRUPT when two or more exist and all are damaged.
   */
  load(): Snapshot | null {
    while (this.#epochs.length > 0) {
      const epoch = this.#epochs.at(-1)!
      if (this.#valid(epoch)) return { epoch, parts: () => this.#parts(epoch) }
      this.#damaged.push(epoch)
      this.#epochs.pop()
    }
    if (this.#damaged.length >= KEPT)
      throw new AppError('SNAPSHOT_CORRUPT', `All snapshots in ${this.#dir} are damaged: ${this.damaged.join(', ')}.`, {
        blame: 'outside',
        hint: 'Nothing was changed. Restore the state folder from a backup, or start anew with another state folder and reset the sinks.',
      })
    return null
  }

  /**
   * Saves the state at the end of `epoch`, whose commit must be durable, and deletes all but the two newest snapshots. When it returns, the
   * snapshot survives a loss of power. A failure (NO_SPACE, DISK_FAILED) leaves the earlier ones as they were.
   */
  save(epoch: number, parts: Iterable<Uint8Array>): void {
    const path = this.#path(epoch)
    try {
      this.#write(`${path}.tmp`, epoch, parts)
      this.#files.rename(`${path}.tmp`, path)
      this.#files.syncDir(this.#dir)
      this.#epochs = [...this.#epochs.filter((other) => other !== epoch), epoch].sort((a, b) => a - b)
      for (const old of this.#damaged.splice(0)) if (old !== epoch) this.#files.unlink(this.#path(old))
      while (this.#epochs.length > KEPT) {
        this.#files.unlink(this.#path(this.#epochs[0]!))
        this.#epochs.shift()
      }
    } catch (error) {
      throw diskProblem(error, path)
    }
  }

  #path(epoch: number): string {
    return join(this.#dir, `s-${epoch}`)
  }

  #write(path: string, epoch: number, parts: Iterable<Uint8Array>): void {
    const files = this.#files
    const mark = randomBytes(4).readUInt32LE()
    const head = Buffer.alloc(FRAME_HEAD)
    const file = files.open(path, 'w')
    let at = 0
    const put = (type: FrameType, body: Uint8Array) => {
      const length = encodeHead(head, { type, number: epoch, mark, durable: 0 }, [body])
      writeAll(files, file, head, at)
      if (body.length > 0) writeAll(files, file, body, at + FRAME_HEAD)
      at += length
    }
    try {
      for (const part of parts) put(FRAME.part, part)
      // Without it a file cut between two parts would pass for whole.
      put(FRAME.end, new Uint8Array(0))
      files.fdatasync(file)
    } finally {
      files.close(file)
    }
  }

  #valid(epoch: number): boolean {
    const reader = new FrameReader(this.#files, this.#path(epoch))
    try {
      const size = reader.size()
      for (let frame = reader.frame(0, size); frame?.number === epoch; frame = reader.frame(frame.next, size)) {
        if (frame.type === FRAME.end) return frame.next === size
        if (frame.type !== FRAME.part) return false
      }
      return false
    } finally {
      reader.close()
    }
  }

  *#parts(epoch: number): Generator<Buffer, void, undefined> {
    const reader = new FrameReader(this.#files, this.#path(epoch))
    try {
      const size = reader.size()
      for (let frame = reader.frame(0, size); frame?.type === FRAME.part; frame = reader.frame(frame.next, size)) yield frame.body
    } finally {
      reader.close()
    }
  }
}
