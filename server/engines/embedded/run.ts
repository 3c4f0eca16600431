import type { RunResult } from '../../../core/metrics.ts'
import type { Plan, TapPoint } from '../../../core/plan.ts'
import { mayBecome, type RunState } from '../../../core/run.ts'
import { Execution } from './execution.ts'
import type { RunOptions, StopReason } from './options.ts'

/** A run of a plan. */
export interface Run {
  /** Never rejects: a failure is in the result. */
  readonly done: Promise<RunResult>
  /** No further cut; commits and publishes what was read, saves a snapshot. Windows stay open. */
  stop(reason: StopReason): void
  /** Shows a sample of the records on these wires from now on, and of no others. */
  peek(wires: readonly string[]): void
  /** Looks at fields for these rules from now on, and for no others. */
  tap(points: readonly TapPoint[]): void
}

const ATTEMPTS = 3

/** Runs a plan until its input ends, it is stopped or it fails. A throw while an epoch is processed discards all operators and rebuilds them from snapshot and journal, as after a kill. */
export function startRun(plan: Plan, options: RunOptions): Run {
  let current: Execution | null = null
  let stopped: StopReason | null = null
  let looked: readonly string[] = []
  let { taps } = plan
  let state: RunState = 'starting'
  const become = (next: RunState): void => {
    if (state === next) return
    if (!mayBecome(state, next)) throw new Error(`a run cannot go from ${state} to ${next}`)
    state = next
    options.onState?.(next)
  }
  const work = async (): Promise<RunResult> => {
    const started = options.clock.now()
    for (let attempt = 1; ; attempt++) {
      const execution = new Execution(plan, options, become)
      current = execution
      execution.peek(looked)
      execution.tap(taps)
      if (stopped !== null) execution.stop(stopped)
      const outcome = await execution.run()
      const again = outcome.retry && attempt < ATTEMPTS && stopped === null && options.state !== null
      become(again ? 'recovering' : outcome.result.state)
      if (!again) return { ...outcome.result, seconds: (options.clock.now() - started) / 1000 }
      options.log('warning', 'pipeline', `${outcome.result.error?.message ?? 'an epoch failed'}; rebuilding from snapshot and journal`)
    }
  }
  return {
    done: work(),
    stop(reason) {
      stopped = reason
      current?.stop(reason)
    },
    peek(wires) {
      looked = wires
      current?.peek(wires)
    },
    tap(points) {
      taps = points
      current?.tap(points)
    },
  }
}
