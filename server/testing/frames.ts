import { type Frame, type FrameIndex, nodeCounters } from '../../core/metrics.ts'

type Columns<T> = { [K in keyof T]?: T[K] }
export type FrameParts = {
  seq?: number
  generation?: number
  index: FrameIndex
  nodes?: Columns<Frame['nodes']>
  wires?: Columns<Frame['wires']>
  errors?: Frame['errors']
  dropped?: Frame['dropped']
  taps?: Frame['taps']
  run?: Columns<Frame['run']>
}

/** A frame in which nothing happened but what is given. */
export function frameWith({ index, seq = 0, generation = 1, nodes, wires, run, errors = {}, dropped = {}, taps = {} }: FrameParts): Frame {
  const zeros = index.nodes.map(() => 0)
  const nulls = index.nodes.map(() => null)
  const still = index.wires.map(() => 0)
  return {
    seq,
    generation,
    index,
    nodes: {
      ...(Object.fromEntries(nodeCounters.map((counter) => [counter, zeros])) as Record<(typeof nodeCounters)[number], number[]>),
      stateRows: zeros,
      stateBytes: zeros,
      busyMs: zeros,
      backpressuredMs: zeros,
      lagRecords: nulls,
      connectionUp: nulls,
      latency: nulls,
      ...nodes,
    },
    wires: { records: still, queueRecords: still, queueBytes: still, fill: still, ...wires },
    errors,
    dropped,
    taps,
    run: { epochs: 1, epochMs: 0, commitMs: 0, snapshotAgeMs: null, memoryBytes: 0, cpuMs: 0, watermark: null, position: {}, ...run },
  }
}
