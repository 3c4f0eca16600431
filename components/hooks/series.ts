import type { FrameIndex } from '../../core/metrics.ts'
import type { LiveFrame } from '../../core/protocol.ts'

/** The figure of a series (`pipeline|latency.p99`, `NODE|recordsOut`, `WIRE|fill`) in a frame; null = not measured, or not sent to browsers. */
export function seriesValue(frame: LiveFrame, index: FrameIndex, id: string): number | null {
  const bar = id.lastIndexOf('|')
  const on = id.slice(0, bar)
  const metric = id.slice(bar + 1)
  if (on === 'pipeline') return frame.total[metric] ?? null
  if (on.includes('>')) {
    const i = index.wires.indexOf(on)
    const column = wireColumns[metric]
    return i < 0 || column === undefined ? null : frame.wires[column][i]
  }
  const i = index.nodes.indexOf(on)
  if (i < 0) return null
  const column = nodeColumns[metric]
  if (column !== undefined) return frame.nodes[column][i]
  if (metric !== 'errors' && metric !== 'dropped' && metric !== 'deadLetters' && metric !== 'late') return null
  let sum = 0
  for (const [key, n] of Object.entries(frame.troubles[on] ?? {})) if (key === metric || key.startsWith(`${metric}.`)) sum += n
  return sum
}

const nodeColumns: Readonly<Record<string, keyof LiveFrame['nodes'] | undefined>> = {
  recordsIn: 'in',
  recordsOut: 'out',
  'latency.p50': 'p50',
  'latency.p95': 'p95',
  'latency.p99': 'p99',
  busy: 'busy',
  backpressured: 'backpressured',
  stateRows: 'stateRows',
  lagRecords: 'lag',
  connectionUp: 'up',
}
const wireColumns: Readonly<Record<string, keyof LiveFrame['wires'] | undefined>> = {
  records: 'records',
  queueRecords: 'queue',
  fill: 'fill',
}
