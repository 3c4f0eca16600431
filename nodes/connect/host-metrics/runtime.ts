import os from 'node:os'
import type { z } from 'zod'
import { type Chunk, defineRuntime, type Source, type SourceContext } from '../../../server/engines/runtime-type.ts'
import { type Counters, countersNow, diskNow, levelsNow, ratesBetween } from './measure.ts'
import type node from './node.ts'

type Config = z.output<(typeof node)['config']>

/** Measures when the clock passes a multiple of the interval; ticks that pass unread are one. */
export class HostMetricsSource implements Source<null> {
  readonly #config: Config
  readonly #context: SourceContext
  #before: Counters
  #due = false
  #diskFailed = false
  #cancel = (): void => {}

  constructor(config: Config, context: SourceContext) {
    this.#config = config
    this.#context = context
    this.#before = countersNow(context.clock.now())
  }

  async open(): Promise<void> {
    this.#before = countersNow(this.#context.clock.now())
    this.#wait()
  }

  async read(): Promise<Chunk<null> | 'idle'> {
    if (!this.#due) return 'idle'
    this.#due = false
    const at = this.#context.clock.now()
    const after = countersNow(at)
    const ts = at - (at % this.#config.every)
    const record = { ts, host: os.hostname(), ...ratesBetween(this.#before, after), ...levelsNow(), ...(await this.#disk()) }
    this.#before = after
    return { bytes: Buffer.from(`${JSON.stringify(record)}\n`), at, position: null }
  }

  async close(): Promise<void> {
    this.#cancel()
  }

  #wait(): void {
    const { every } = this.#config
    this.#cancel = this.#context.clock.timer(every - (this.#context.clock.now() % every), () => {
      this.#due = true
      this.#context.wake()
      this.#wait()
    })
  }

  async #disk() {
    if (!this.#config.disk) return {}
    try {
      return await diskNow(this.#config.diskPath)
    } catch (error) {
      if (!this.#diskFailed)
        this.#context.log('warning', `the disk of ${this.#config.diskPath} cannot be measured: ${(error as Error).message}`)
      this.#diskFailed = true
      return {}
    }
  }
}

export default defineRuntime<Config>({ source: (config, context) => new HostMetricsSource(config, context) })
