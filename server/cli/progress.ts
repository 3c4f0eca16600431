import { type Frame, Sketch } from '../../core/metrics.ts'
import type { Plan } from '../../core/plan.ts'
import { boundedInput, type ReadShare } from './bounded-input.ts'
import { bar, count, duration, instant } from './format.ts'
import type { Terminal } from './terminal.ts'

/** Shorter runs show nothing, in milliseconds. */
const QUIET = 1_900
/** Where lines cannot be redrawn there is one so often, in frames. */
const LOG_EVERY = 10
const BAR_WIDTH = 20

/** One line on how the run goes, from its frames: rate, records, position, what is left, lag. */
export class Progress {
  readonly #sources: ReadonlySet<string>
  readonly #share: ReadShare | null
  readonly #began: number
  #records = 0
  #frames = 0
  #deadLetters = 0
  /** Milliseconds from arrival to published; the last second in which something was. */
  #lag: number | null = null

  constructor(plan: Plan, now: number) {
    this.#sources = new Set(plan.ops.filter((o) => o.body.op === 'source').map((o) => o.node))
    this.#share = boundedInput(plan)
    this.#began = now
  }

  /** The line after a further second. */
  line(frame: Frame, now: number): string {
    this.#frames++
    const before = this.#records
    const latency = new Sketch()
    frame.index.nodes.forEach((node, i) => {
      if (this.#sources.has(node)) this.#records += frame.nodes.recordsOut[i]
      this.#deadLetters += frame.nodes.deadLetters[i]
      const sketch = frame.nodes.latency[i]
      if (sketch !== null) latency.merge(Sketch.from(sketch))
    })
    this.#lag = latency.quantile(0.5) ?? this.#lag
    const share = this.#share?.(frame.run.position)
    return [
      duration(now - this.#began),
      `${count(this.#records - before)} records/s`,
      `${count(this.#records)} records`,
      share === undefined ? '' : `${bar(share, BAR_WIDTH)} ${Math.floor(100 * share)} %`,
      share === undefined && this.#lag !== null ? `lag ${duration(this.#lag)}` : '',
      frame.run.watermark === null ? '' : `event time ${instant(frame.run.watermark)}`,
      this.#deadLetters === 0 ? '' : `${count(this.#deadLetters)} dead letters`,
    ]
      .filter((part) => part !== '')
      .join('  ')
  }

  get frames(): number {
    return this.#frames
  }
}

/** Shows progress on standard error: a line that is redrawn on a screen, else one every ten seconds. */
export class ProgressLine {
  readonly #progress: Progress
  readonly #terminal: Terminal
  readonly #began: number
  #shown = false

  constructor(plan: Plan, terminal: Terminal, now: number) {
    this.#progress = new Progress(plan, now)
    this.#terminal = terminal
    this.#began = now
  }

  frame(frame: Frame, now: number): void {
    const line = this.#progress.line(frame, now)
    if (now - this.#began < QUIET) return
    if (this.#terminal.errIsScreen) {
      this.#terminal.err(`\r${line.slice(0, this.#terminal.size().columns - 1)}\x1b[K`)
      this.#shown = true
    } else if (this.#progress.frames % LOG_EVERY === 0) this.#terminal.err(`${line}\n`)
  }

  /** Makes room for something else on the screen; the next frame draws the line again. */
  clear(): void {
    if (this.#shown) this.#terminal.err('\r\x1b[K')
    this.#shown = false
  }
}
