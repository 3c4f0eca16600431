import type { Clock } from '../runtime-type.ts'

/**
 * Calls `act` at each full second of the clock, with that second (since the epoch), until the answer is called. A timer that fires a little early or
 * late does not give a second twice or leave one out; seconds that passed while nothing could fire are left out.
 */
export function everySecond(clock: Clock, act: (second: number) => void): () => void {
  let cancel = (): void => {}
  const wait = (last: number): void => {
    const now = clock.now()
    const coming = Math.floor(now / 1000) + 1
    // the timer fired before the second was full: it has been given
    const planned = coming === last ? coming + 1 : coming
    cancel = clock.timer(planned * 1000 - now, () => {
      const second = Math.max(planned, Math.floor(clock.now() / 1000))
      act(second)
      wait(second)
    })
  }
  wait(Number.NaN)
  return () => cancel()
}
