import type { DecoderOptions } from './decoder.ts'

/** Whether a decoder overwrites what its batches lent out: the option, else the environment's MILLRACE_RELEASE_FILL. */
export function releaseFill(options: DecoderOptions): boolean {
  return options.releaseFill ?? (process.env.MILLRACE_RELEASE_FILL ?? '') !== ''
}
