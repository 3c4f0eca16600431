import type { PipelineState } from '../../core/protocol.ts'

/** Whether a process runs, or is wanted to. */
export const active = (state: PipelineState): boolean => state !== 'idle' && state !== 'stopped' && state !== 'ended' && state !== 'failed'
