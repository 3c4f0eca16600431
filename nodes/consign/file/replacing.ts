import path from 'node:path'
import {
  type Batch,
  type Encoder,
  type Output,
  type Sink,
  type SinkContext,
  type Writer,
  writeAll,
} from '../../../server/engines/runtime-type.ts'
import type { Config } from './appending.ts'
import { makeFolder } from './parts.ts'
import { refuseFilled, writable } from './problems.ts'

/** The whole file that an epoch leaves: in the journal, or written beside the file when it is large. `skip` = the epoch only fixed the place. */
export type ReplaceRef = { readonly epoch: number; readonly staged: boolean; readonly skip: boolean }

type Last = { epoch: number; ref: ReplaceRef } | null

const STAGED_ABOVE = 1 << 20

/** Replaces the file in one step by the output of each epoch: for output mode complete. */
export class ReplacingSink implements Sink<ReplaceRef> {
  readonly #config: Config
  readonly #context: SinkContext
  readonly #encoder: Encoder
  readonly #path: string
  #fresh = false
  /** What the file holds, to leave it alone when nothing changed. */
  #shown: Buffer | null = null

  constructor(config: Config, context: SinkContext) {
    this.#config = config
    this.#context = context
    this.#encoder = context.encoder(config.format, { timestamps: config.timestamps })
    this.#path = context.path(config.path)
  }

  async open(_generation: number, last: Last): Promise<{ published: number }> {
    const { files } = this.#context
    if (last === null && this.#config.exists === 'fail') refuseFilled(files, this.#path)
    this.#fresh = last === null
    this.#forget((epoch) => epoch !== last?.epoch)
    if (last === null) return { published: 0 }
    // only the last table matters; a staged one that is no longer beside the file has taken its place
    const done = last.ref.staged && !files.exists(this.#beside(last.epoch))
    return { published: done ? last.epoch : last.epoch - 1 }
  }

  encode(batch: Batch, out: Writer): void {
    this.#encoder.encode(batch, out)
  }

  stage(epoch: number, bytes: Uint8Array): { ref: ReplaceRef; staged: boolean } {
    const skip = this.#fresh && bytes.length === 0
    if (this.#fresh) makeFolder(this.#context.files, path.dirname(this.#path))
    this.#fresh = false
    const staged = bytes.length > STAGED_ABOVE
    if (staged) {
      this.#write(epoch, bytes)
      this.#context.files.syncDir(path.dirname(this.#path))
    }
    return { ref: { epoch, staged, skip }, staged }
  }

  async publish(_epoch: number, { bytes, ref }: Output<ReplaceRef>): Promise<void> {
    const { files } = this.#context
    if (ref === null || ref.skip || (bytes !== null && this.#shown?.equals(bytes))) return
    if (bytes !== null) this.#write(ref.epoch, bytes)
    files.rename(this.#beside(ref.epoch), this.#path)
    this.#shown = bytes === null ? null : Buffer.from(bytes)
  }

  flush(): void {
    this.#context.files.syncDir(path.dirname(this.#path))
  }

  async rollback(last: Last): Promise<void> {
    this.#forget((epoch) => epoch > (last?.epoch ?? 0))
  }

  async close(): Promise<void> {}

  #beside(epoch: number): string {
    return path.join(path.dirname(this.#path), `.${path.basename(this.#path)}.${epoch}.open`)
  }

  #write(epoch: number, bytes: Uint8Array): void {
    const { files } = this.#context
    const at = this.#beside(epoch)
    const file = writable(this.#path, () => files.open(at, 'w'))
    try {
      const header = this.#encoder.header()
      if (header.length > 0) writeAll(files, file, header, 0)
      writeAll(files, file, bytes, header.length)
      files.fdatasync(file)
    } finally {
      files.close(file)
    }
  }

  /** Removes what was written beside the file by epochs that were never committed. */
  #forget(which: (epoch: number) => boolean): void {
    const { files } = this.#context
    const [before, after] = [`.${path.basename(this.#path)}.`, '.open']
    for (const name of files.list(path.dirname(this.#path))) {
      if (!name.startsWith(before) || !name.endsWith(after)) continue
      const digits = name.slice(before.length, -after.length)
      if (/^\d+$/.test(digits) && which(Number(digits))) files.unlink(path.join(path.dirname(this.#path), name))
    }
  }
}
