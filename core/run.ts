/** The states of a run and what leads from one to the next: the one table. */
export const runTransitions = {
  starting: ['recovering', 'running', 'failed'],
  recovering: ['running', 'failed'],
  running: ['draining', 'recovering', 'failed'],
  draining: ['stopped', 'recovering', 'failed', 'ended'],
  ended: [],
  stopped: [],
  failed: [],
} as const satisfies Record<string, readonly string[]>

export type RunState = keyof typeof runTransitions

/** Whether a run may go from one state to the other. */
export const mayBecome = (from: RunState, to: RunState): boolean => (runTransitions[from] as readonly string[]).includes(to)
