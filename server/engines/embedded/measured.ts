import type { Plan } from '../../../core/plan.ts'
import { FrameMaker } from './frame.ts'
import { Meter } from './meter.ts'
import type { RunOptions } from './options.ts'
import { Peek } from './peek.ts'
import { Segment } from './segment.ts'
import { Taps } from './taps.ts'
import { Topology } from './topology.ts'
import { type SegmentOptions, watchers } from './wiring.ts'
import { Work } from './work.ts'

/** A segment and all that looks at it. */
export type Measured = {
  readonly segment: Segment
  readonly topology: Topology
  readonly work: Work
  readonly meter: Meter
  readonly frames: FrameMaker
  readonly peek: Peek
  readonly taps: Taps
  /** Monotonic milliseconds. */
  elapsed(): number
}

/** Makes the segment of a plan with its clocks, counters, taps and peeks. */
export function measured(plan: Plan, options: RunOptions, ends: Pick<SegmentOptions, 'sink' | 'rejected'>): Measured {
  const { clock, limits, releaseFill } = options
  const elapsed = (): number => clock.elapsed?.() ?? clock.now()
  const topology = new Topology(plan)
  const work = new Work(topology.index.nodes.length, elapsed)
  const taps = new Taps(plan)
  const peek = new Peek({
    plan,
    clock,
    wires: () => meter.wires(),
    send: (rows) => options.onPeek?.(rows),
    failed: (error) => options.log('warning', 'pipeline', `records of wires cannot be shown: ${(error as Error).message}`),
  })
  const segment = new Segment(plan, {
    ...ends,
    ...(limits === undefined ? {} : { limits }),
    ...(releaseFill === undefined ? {} : { releaseFill }),
    watch: watchers(taps.watchers, peek.watchers),
    work: { clock: work, number: (node) => topology.number(node) },
  })
  const meter = new Meter(topology, segment)
  return { segment, topology, work, meter, peek, taps, frames: new FrameMaker({ topology, meter, segment, work, taps }), elapsed }
}
