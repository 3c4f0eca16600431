/** Signals that come this close together are one key press: npm passes on a Ctrl-C that the terminal already sent to everybody. */
const SAME_PRESS = 250
const DEADLINE = 10_000

export type Interrupt = {
  /** The signal that asked for the end, if one did. */
  signal(): 'SIGINT' | 'SIGTERM' | null
  /** Takes the handlers back. */
  done(): void
}

/** On the first SIGINT or SIGTERM calls `drain`; on a second SIGINT, or when draining takes longer than ten seconds, calls `abandon` with the reason. */
export function onInterrupt(drain: (signal: 'SIGINT' | 'SIGTERM') => void, abandon: (reason: string) => void): Interrupt {
  let first: { signal: 'SIGINT' | 'SIGTERM'; at: number } | null = null
  let deadline: NodeJS.Timeout | undefined
  const handle = (signal: 'SIGINT' | 'SIGTERM') => {
    if (first === null) {
      first = { signal, at: performance.now() }
      deadline = setTimeout(() => abandon(`the run did not end within ${DEADLINE / 1000} s`), DEADLINE)
      deadline.unref()
      drain(signal)
    } else if (signal === 'SIGINT' && performance.now() - first.at > SAME_PRESS) abandon('interrupted a second time')
  }
  process.on('SIGINT', handle)
  process.on('SIGTERM', handle)
  return {
    signal: () => first?.signal ?? null,
    done: () => {
      clearTimeout(deadline)
      process.off('SIGINT', handle)
      process.off('SIGTERM', handle)
    },
  }
}
