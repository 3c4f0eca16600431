import {
  type Chunk,
  defineRuntime,
  type Limit,
  type Pending,
  type Source,
  type SourceContext,
} from '../../../server/engines/runtime-type.ts'
import { type Config, type Maker, makeRecords } from './records.ts'

/** Records made so far. */
export type GeneratorPosition = { readonly n: number }

const CHUNK = 1 << 18
const LINE_END = 10

/** Makes records at the rate that is set, counted from where this run began. */
export class GeneratorSource implements Source<GeneratorPosition> {
  readonly #config: Config
  readonly #context: SourceContext
  readonly #records: Maker
  readonly #chunk = Buffer.allocUnsafeSlow(CHUNK)
  #n = 0
  #first = 0
  #begun = 0
  #cancel = (): void => {}

  constructor(config: Config, context: SourceContext) {
    this.#config = config
    this.#context = context
    this.#records = makeRecords(config)
  }

  async open(from: GeneratorPosition | undefined): Promise<void> {
    this.#n = from?.n ?? 0
    this.#first = this.#n
    this.#begun = this.#context.clock.now()
  }

  async read({ records, bytes }: Limit): Promise<Chunk<GeneratorPosition> | 'idle' | 'end'> {
    if (this.#n >= this.#records.count) return 'end'
    const now = this.#context.clock.now()
    const to = Math.min(this.#records.count, this.#due(now - this.#begun), this.#n + records)
    if (this.#n >= to) return this.#idle(now - this.#begun)
    return { bytes: this.#make(to, bytes, now), at: now, position: { n: this.#n } }
  }

  /** What is due and not made yet; without a rate there is always more. */
  pending(): Pending | null {
    const due = Math.min(this.#records.count, this.#due(this.#context.clock.now() - this.#begun))
    return Number.isFinite(due) ? { records: Math.max(0, due - this.#n), bytes: 0 } : null
  }

  async close(): Promise<void> {
    this.#cancel()
  }

  /** How many records may be out after so many milliseconds: the first one and the first burst at once. */
  #due(passed: number): number {
    const { rate, burst } = this.#config
    if (rate === 0 && burst === undefined) return Number.POSITIVE_INFINITY
    const steady = rate === 0 ? 0 : 1 + Math.floor((passed * rate) / 1000)
    return this.#first + steady + (burst === undefined ? 0 : (1 + Math.floor(passed / burst.every)) * burst.count)
  }

  /** Sleeps until the next record or burst is due. */
  #idle(passed: number): 'idle' {
    const { rate, burst } = this.#config
    const record = rate === 0 ? Number.POSITIVE_INFINITY : ((1 + Math.floor((passed * rate) / 1000)) * 1000) / rate - passed
    const next = burst === undefined ? record : Math.min(record, burst.every - (passed % burst.every))
    this.#cancel()
    this.#cancel = this.#context.clock.timer(Math.max(1, Math.ceil(next)), this.#context.wake)
    return 'idle'
  }

  /** At least one record, then as many up to number `to` as fit. */
  #make(to: number, most: number, now: number): Buffer {
    const capacity = Math.min(most, CHUNK)
    let length = 0
    while (this.#n < to) {
      const line = this.#records.line(this.#n, now)
      if (length + line.length + 1 > capacity) {
        if (length > 0) break
        this.#n++
        return Buffer.concat([line, Buffer.of(LINE_END)])
      }
      line.copy(this.#chunk, length)
      length += line.length
      this.#chunk[length++] = LINE_END
      this.#n++
    }
    return this.#chunk.subarray(0, length)
  }
}

export default defineRuntime<Config>({ source: (config, context) => new GeneratorSource(config, context) })
