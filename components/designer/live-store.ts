import type { FrameIndex } from '../../core/metrics.ts'
import type { LiveFrame } from '../../core/protocol.ts'
import { Timeline } from '../hooks/timeline.ts'
import type { WireFigures } from './wire-look.ts'

/** Seconds that sparklines show. */
export const SPARK_SECONDS = 60
/** Seconds for which errors mark a node after the last one. */
const TROUBLE_SECONDS = 10

/** What a node did in the newest second. */
export type NodeFigures = {
  readonly in: number
  readonly out: number
  readonly p50: number | null
  readonly p95: number | null
  readonly p99: number | null
  /** Shares of the second, 0 to 1. */
  readonly busy: number
  readonly backpressured: number
  readonly stateRows: number
  readonly lag: number | null
  /** 1 connected, 0 not; null = holds no connection. */
  readonly up: number | null
  /** Counts of the second by `errors.CODE`, `dropped.REASON`, `deadLetters`, `late`. */
  readonly troubles: Readonly<Record<string, number>>
  /** Errors or dead letters within the last ten seconds. */
  readonly troubled: boolean
}

type Painter = () => void

/**
 * The newest figures of a pipeline and a minute of rates, outside React: frames come in once a second, and whoever draws them registers a painter
 * that writes into the page by reference. All painters run together in the next animation frame.
 */
export class LiveStore {
  #index: FrameIndex | null = null
  #nodes = new Map<string, number>()
  #wires = new Map<string, number>()
  #frame: LiveFrame | null = null
  readonly #rates = new Timeline(SPARK_SECONDS)
  /** Newest second in which a record passed, by wire; in which something went wrong, by node. */
  readonly #moved = new Map<string, number>()
  readonly #troubled = new Map<string, number>()
  #first: number | null = null
  /** Newest second in which any source read a record. */
  #heard: number | null = null
  /** What went wrong since the first frame, by node and kind. */
  readonly #counted = new Map<string, Map<string, number>>()
  readonly #painters = new Set<Painter>()
  #flush: number | null = null

  /** Figures of another version begin anew. */
  begin(index: FrameIndex | null): void {
    this.#index = index
    this.#nodes = new Map(index?.nodes.map((id, i) => [id, i]))
    this.#wires = new Map(index?.wires.map((id, i) => [id, i]))
    this.#frame = null
    this.#first = null
    this.#heard = null
    this.#rates.clear()
    this.#moved.clear()
    this.#troubled.clear()
    this.#counted.clear()
    this.repaint()
  }

  /** Takes a frame in; ones that come twice or too late are ignored. */
  push(frame: LiveFrame): void {
    const index = this.#index
    if (index === null || (this.#frame !== null && frame.seq <= this.#frame.seq)) return
    this.#frame = frame
    this.#first ??= frame.seq
    this.#rates.advance(frame.seq)
    for (const [i, id] of index.nodes.entries()) {
      this.#rates.put(id, frame.seq, index.roles[i] === 'sink' ? frame.nodes.in[i] : frame.nodes.out[i])
      this.#count(id, frame)
    }
    if ((frame.total.recordsIn ?? 0) > 0) this.#heard = frame.seq
    for (const [i, id] of index.wires.entries()) if (frame.wires.records[i] > 0) this.#moved.set(id, frame.seq)
    this.repaint()
  }

  #count(id: string, frame: LiveFrame): void {
    const troubles = frame.troubles[id]
    if (troubles === undefined) return
    const counted = this.#counted.get(id) ?? new Map<string, number>()
    this.#counted.set(id, counted)
    for (const [kind, n] of Object.entries(troubles)) {
      counted.set(kind, (counted.get(kind) ?? 0) + n)
      if (kind === 'deadLetters' || kind.startsWith('errors.')) this.#troubled.set(id, frame.seq)
    }
  }

  get frame(): LiveFrame | null {
    return this.#frame
  }

  /** Figures of the newest second; null before the first frame and for nodes that carry no records. */
  node(id: string): NodeFigures | null {
    const i = this.#nodes.get(id)
    if (this.#frame === null || i === undefined) return null
    const { nodes, troubles, seq } = this.#frame
    return {
      in: nodes.in[i],
      out: nodes.out[i],
      p50: nodes.p50[i],
      p95: nodes.p95[i],
      p99: nodes.p99[i],
      busy: nodes.busy[i],
      backpressured: nodes.backpressured[i],
      stateRows: nodes.stateRows[i],
      lag: nodes.lag[i],
      up: nodes.up[i],
      troubles: troubles[id] ?? {},
      troubled: seq - (this.#troubled.get(id) ?? Number.NEGATIVE_INFINITY) < TROUBLE_SECONDS,
    }
  }

  role(id: string): FrameIndex['roles'][number] | null {
    const i = this.#nodes.get(id)
    return i === undefined || this.#index === null ? null : this.#index.roles[i]
  }

  /** What went wrong at a node since `countedSince`, by `errors.CODE`, `dropped.REASON`, `deadLetters`, `late`. */
  counted(id: string): ReadonlyMap<string, number> {
    return this.#counted.get(id) ?? new Map()
  }

  /** Epoch milliseconds of the first frame that was seen. */
  get countedSince(): number | null {
    return this.#first === null ? null : this.#first * 1000
  }

  wire(id: string): WireFigures | null {
    const i = this.#wires.get(id)
    if (this.#frame === null || i === undefined) return null
    const { records, queue, fill } = this.#frame.wires
    return { records: records[i], queue: queue[i], fill: fill[i] }
  }

  /** Seconds since a record last passed the wire, as far as it was watched. */
  quietSeconds(id: string): number {
    if (this.#frame === null) return 0
    return this.#frame.seq - (this.#moved.get(id) ?? (this.#first ?? this.#frame.seq) - 1)
  }

  /** Seconds since any source last read a record, as far as it was watched; null before the first frame. */
  get silentSeconds(): number | null {
    return this.#frame === null ? null : this.#frame.seq - (this.#heard ?? (this.#first ?? this.#frame.seq) - 1)
  }

  /** The node's rate in each of the last 60 seconds, oldest first: what leaves it, of a sink what reaches it. NaN = not measured. */
  rates(id: string, into: Float64Array): void {
    const head = this.#rates.head
    for (let k = 0; k < SPARK_SECONDS; k++) into[k] = head === null ? Number.NaN : this.#rates.at(id, head - SPARK_SECONDS + 1 + k)
  }

  /** Runs `paint` at once and after each change from now on; the answer ends it. */
  onPaint(paint: Painter): () => void {
    this.#painters.add(paint)
    paint()
    return () => this.#painters.delete(paint)
  }

  /** Lets all painters run in the next animation frame. */
  repaint(): void {
    if (this.#painters.size === 0) return
    this.#flush ??= requestAnimationFrame(() => {
      this.#flush = null
      for (const paint of this.#painters) paint()
    })
  }
}
