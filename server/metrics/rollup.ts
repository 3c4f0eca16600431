import { type MetricName, metricOf, type Target } from '../../core/metric-names.ts'
import { type Frame, type FrameIndex, Sketch } from '../../core/metrics.ts'
import {
  each,
  nodeColumnNames,
  nodeColumns,
  type RunColumn,
  runColumnNames,
  runColumns,
  type Way,
  wireColumnNames,
  wireColumns,
} from './columns.ts'

type Cells = (number | null)[]
type Counts = Record<string, Record<string, number>>

/** Several frames as one: counts summed, sketches merged, gauges as columns.ts says. Frames of another index add their nodes and wires. */
export class Rollup {
  /** How many seconds were measured. */
  seconds = 0
  #seq = 0
  #generation = 0
  #nodeIds: string[] = []
  #roles: FrameIndex['roles'][number][] = []
  #wireIds: string[] = []
  #nodeSeconds: number[] = []
  #wireSeconds: number[] = []
  readonly #nodes = each(nodeColumnNames, (): Cells => [])
  readonly #wires = each(wireColumnNames, (): Cells => [])
  readonly #run: Record<RunColumn, number | null> = each(runColumnNames, () => null)
  readonly #latency: (Sketch | null)[] = []
  readonly #errors: Counts = {}
  readonly #dropped: Counts = {}
  #known: { index: FrameIndex; nodes: number[]; wires: number[] } | null = null
  #frame: Frame | null = null

  /** Adds a frame, or a roll-up of `seconds` frames; the newest comes last. */
  add(frame: Frame, seconds = 1): void {
    const { nodes, wires } = this.#places(frame.index)
    for (const name of nodeColumnNames) put(this.#nodes[name], frame.nodes[name], nodes, nodeColumns[name].way, this.#nodeSeconds, seconds)
    for (const name of wireColumnNames) put(this.#wires[name], frame.wires[name], wires, wireColumns[name].way, this.#wireSeconds, seconds)
    for (const name of runColumnNames)
      this.#run[name] = merged(runColumns[name].way, this.#run[name], frame.run[name], this.seconds, seconds)
    for (const [i, sketch] of frame.nodes.latency.entries()) {
      if (sketch === null) continue
      const known = this.#latency[nodes[i]]
      if (known === null) this.#latency[nodes[i]] = Sketch.from(sketch)
      else known.merge(Sketch.from(sketch))
    }
    addCounts(this.#errors, frame.errors)
    addCounts(this.#dropped, frame.dropped)
    for (const place of nodes) this.#nodeSeconds[place] += seconds
    for (const place of wires) this.#wireSeconds[place] += seconds
    this.seconds += seconds
    this.#seq = frame.seq
    this.#generation = frame.generation
    this.#frame = null
  }

  /** All as one frame, with the number of the last one. */
  frame(): Frame {
    this.#frame ??= {
      seq: this.#seq,
      generation: this.#generation,
      index: { nodes: this.#nodeIds, roles: this.#roles, wires: this.#wireIds },
      nodes: {
        ...each(nodeColumnNames, (name) => this.#nodes[name].slice() as number[]),
        latency: this.#latency.map((sketch) => sketch?.toJSON() ?? null),
      },
      wires: each(wireColumnNames, (name) => this.#wires[name].slice() as number[]),
      errors: structuredClone(this.#errors),
      dropped: structuredClone(this.#dropped),
      taps: {},
      run: { ...(this.#run as Omit<Frame['run'], 'position'>), position: {} },
    }
    return this.#frame
  }

  /** A metric over the seconds in which what it is of was measured; null = it was not. */
  value(name: MetricName, on: Target): number | null {
    return metricOf(this.frame(), name, on, this.#secondsOf(on))
  }

  #secondsOf(on: Target): number {
    if (on === 'pipeline') return this.seconds
    return 'wire' in on ? this.#wireSeconds[this.#wireIds.indexOf(on.wire)] : this.#nodeSeconds[this.#nodeIds.indexOf(on.node)]
  }

  /** Where the columns of an index stand here. */
  #places(index: FrameIndex): { nodes: number[]; wires: number[] } {
    if (this.#known?.index === index) return this.#known
    const nodes = index.nodes.map((id, i) => {
      const known = this.#nodeIds.indexOf(id)
      if (known >= 0) return known
      this.#roles.push(index.roles[i])
      this.#latency.push(null)
      this.#nodeSeconds.push(0)
      for (const name of nodeColumnNames) this.#nodes[name].push(null)
      return this.#nodeIds.push(id) - 1
    })
    const wires = index.wires.map((id) => {
      const known = this.#wireIds.indexOf(id)
      if (known >= 0) return known
      this.#wireSeconds.push(0)
      for (const name of wireColumnNames) this.#wires[name].push(null)
      return this.#wireIds.push(id) - 1
    })
    this.#known = { index, nodes, wires }
    return this.#known
  }
}

function put(
  into: Cells,
  from: readonly (number | null)[],
  places: readonly number[],
  way: Way,
  before: readonly number[],
  seconds: number,
): void {
  for (const [i, place] of places.entries()) into[place] = merged(way, into[place], from[i], before[place], seconds)
}

function merged(way: Way, a: number | null, b: number | null, before: number, seconds: number): number | null {
  if (a === null || way === 'last') return b
  if (b === null) return a
  if (way === 'sum') return a + b
  return way === 'max' ? Math.max(a, b) : Math.max(a / before, b / seconds) * (before + seconds)
}

function addCounts(into: Counts, from: Frame['errors']): void {
  for (const [on, counts] of Object.entries(from)) {
    into[on] ??= {}
    for (const [reason, n] of Object.entries(counts)) into[on][reason] = (into[on][reason] ?? 0) + n
  }
}
