import type { History } from '../../core/protocol.ts'
import { api } from '../hooks/api.ts'
import { type PipelineFeed, SERIES_SECONDS } from '../hooks/pipeline-feed.ts'
import { Timeline } from '../hooks/timeline.ts'
import type { Range } from './use-place.ts'

const SECOND = 1000
export const rangeMs: Record<Range, number> = {
  '5m': 300_000,
  '15m': 900_000,
  '30m': 1_800_000,
  '1h': 3_600_000,
  '6h': 21_600_000,
  '24h': 86_400_000,
}
/** Longer ranges come from the history, one point each so many milliseconds. */
const coarse: Partial<Record<Range, number>> = { '6h': 10_000, '24h': 60_000 }
/** Most series that one request may name. */
const CHUNK = 60
/** What is always measured while a pipeline runs: where even this is missing, there was no run. */
export const PRESENCE = 'pipeline|recordsIn'

export type Mark = History['marks'][number]
export type Hold = 'pause' | 'look'
type Painter = { draw(): void; point(): void }

/**
 * The window of time that all charts of a page share, and the figures in it: from the feed once a second, or for long ranges from the history.
 * Charts register painters, which run together in an animation frame: `draw` after new figures, `point` after the crosshair moved.
 */
export class ChartView {
  readonly range: Range
  /** Milliseconds between two slots. */
  readonly step: number
  readonly span: number
  readonly live: boolean
  readonly #feed: PipelineFeed
  readonly #series: readonly string[]
  readonly #history: Timeline | null
  readonly #painters = new Set<Painter>()
  readonly #listeners = new Set<() => void>()
  readonly #holds = new Set<Hold>()
  #heldAt: number | null = null
  #cursor: number | null = null
  #marks: readonly Mark[] = []
  #error: unknown = null
  #due: 'draw' | 'point' | null = null

  constructor(feed: PipelineFeed, range: Range, series: readonly string[]) {
    this.#feed = feed
    this.#series = [...new Set([PRESENCE, ...series])]
    this.range = range
    this.live = coarse[range] === undefined
    this.step = coarse[range] ?? SECOND
    this.span = rangeMs[range] / this.step
    this.#history = this.live ? null : new Timeline(this.span + 2)
  }

  /** Begins to gather figures; the answer ends it. */
  start(): () => void {
    const over = new AbortController()
    const undo = [() => over.abort()]
    if (this.live) {
      for (let i = 0; i < this.#series.length; i += CHUNK)
        undo.push(this.#feed.watch(this.#series.slice(i, i + CHUNK), Math.min(rangeMs[this.range] / SECOND, SERIES_SECONDS)))
      undo.push(this.#feed.listen({ index: () => this.#later('draw'), frame: () => this.#moved(), filled: () => this.#later('draw') }))
      void this.#loadMarks(over.signal)
      // a run that stands still sends nothing, but time goes on
      const timer = setInterval(() => Date.now() - this.#feed.at > 1500 && this.#moved(), SECOND)
      undo.push(() => clearInterval(timer))
    } else {
      void this.#loadHistory(over.signal)
      const timer = setInterval(() => void this.#loadHistory(over.signal), this.step)
      undo.push(() => clearInterval(timer))
    }
    return () => {
      for (const end of undo) end()
    }
  }

  /** Fetches anew what happened in the range, after a deploy, a restart or an alert. */
  refreshMarks(): void {
    if (this.live) void this.#loadMarks(new AbortController().signal)
  }

  get line(): Timeline {
    return this.#history ?? this.#feed.series
  }

  /** The newest slot that is shown. */
  get to(): number {
    return this.#heldAt ?? this.newest
  }

  get from(): number {
    return this.to - this.span
  }

  /** The slot of now: of the newest figures, or later when nothing comes any more. */
  get newest(): number {
    const { head } = this.line
    const now = Math.floor(this.#feed.now / this.step)
    if (head === null || !this.live) return now
    const quiet = Math.floor((Date.now() - this.#feed.at) / SECOND)
    return this.#feed.at === 0 ? Math.max(head, now) : head + Math.max(0, quiet - 1)
  }

  get marks(): readonly Mark[] {
    return this.#marks
  }

  get error(): unknown {
    return this.#error
  }

  get cursor(): number | null {
    return this.#cursor
  }

  /** Puts the crosshair on a slot of all charts; null takes it away. */
  point(slot: number | null): void {
    if (slot === this.#cursor) return
    this.#cursor = slot
    this.#later('point')
  }

  /** Keeps the window where it is, while figures are gathered on. */
  hold(why: Hold): void {
    this.#holds.add(why)
    this.#heldAt ??= this.newest
    this.#tell()
  }

  release(why: Hold): void {
    this.#holds.delete(why)
    if (this.#holds.size === 0) this.#heldAt = null
    this.#tell()
    this.#later('draw')
  }

  /** Why the window stands still; null = it moves. */
  get held(): Hold | null {
    return this.#holds.has('pause') ? 'pause' : this.#holds.has('look') ? 'look' : null
  }

  /** Milliseconds that the window lies behind. */
  get behind(): number {
    return (this.newest - this.to) * this.step
  }

  listen(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Runs at once and whenever there is something to draw, until the answer is called. */
  paint(painter: Painter): () => void {
    this.#painters.add(painter)
    painter.draw()
    painter.point()
    return () => this.#painters.delete(painter)
  }

  async #loadMarks(signal: AbortSignal): Promise<void> {
    const to = this.#feed.now
    await this.#load(async () => {
      const { marks } = await api.history(this.#feed.name, [PRESENCE], to - rangeMs[this.range], to, signal)
      this.#marks = marks
    }, signal)
  }

  async #loadHistory(signal: AbortSignal): Promise<void> {
    const to = this.#feed.now
    await this.#load(async () => {
      for (let i = 0; i < this.#series.length; i += CHUNK) {
        const history = await api.history(this.#feed.name, this.#series.slice(i, i + CHUNK), to - rangeMs[this.range], to, signal)
        for (const [id, points] of Object.entries(history.series))
          for (const [k, value] of points.entries())
            this.#history!.put(id, Math.round((history.from + k * history.step) / this.step), value)
        this.#marks = history.marks
      }
    }, signal)
  }

  async #load(work: () => Promise<void>, signal: AbortSignal): Promise<void> {
    try {
      await work()
      this.#error = null
    } catch (error) {
      if (signal.aborted) return
      this.#error = error
    }
    this.#tell()
    this.#later('draw')
  }

  /** A held window shows nothing of a new second. */
  #moved(): void {
    if (this.#heldAt === null) this.#later('draw')
  }

  #tell(): void {
    for (const listener of this.#listeners) listener()
  }

  #later(what: 'draw' | 'point'): void {
    if (this.#due === null) {
      requestAnimationFrame(() => {
        const due = this.#due
        this.#due = null
        for (const painter of this.#painters) {
          if (due === 'draw') painter.draw()
          painter.point()
        }
      })
    }
    if (what === 'draw' || this.#due === null) this.#due = what
  }
}
