import type { Clock } from './runtime-type.ts'

/** The machine's clock and timers. */
export const machineClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  timer(ms, fire) {
    const timer = setTimeout(fire, ms)
    return () => clearTimeout(timer)
  },
}
