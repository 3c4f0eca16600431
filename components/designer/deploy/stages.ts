import type { PipelineStatus } from '../../../core/protocol.ts'

export const stages = ['compile', 'start', 'connect', 'first-record'] as const
/** How far a deploy is: so many stages are behind it; the run failed at the one that follows. */
export type Progress = { readonly done: number; readonly failed: boolean }

/** What the figures say of a version. */
export type Heard = { readonly figures: boolean; readonly connected: boolean; readonly record: boolean }

/** Where a version stands that was deployed to run; null = the server has not made it yet. The first record says that it works. */
export function progressOf(version: number | null, { state, version: runs }: PipelineStatus, heard: Heard): Progress {
  if (version === null) return { done: 0, failed: false }
  if (runs !== version) return { done: 1, failed: false }
  if (state === 'failed' || state === 'backoff') return { done: 1, failed: true }
  if (state === 'ended' || heard.record) return { done: 4, failed: false }
  if (state !== 'running') return { done: 1, failed: false }
  return { done: heard.figures && heard.connected ? 3 : 2, failed: false }
}
