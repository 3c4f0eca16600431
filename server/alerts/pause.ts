import type { Clock } from '../engines/runtime-type.ts'

/** Resolves after `ms`, or at once when the signal says so. */
export function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const end = (): void => resolve()
  const cancel = clock.timer(ms, end)
  signal.addEventListener('abort', end)
  return promise.finally(() => {
    cancel()
    signal.removeEventListener('abort', end)
  })
}
