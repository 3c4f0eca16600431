/** What a wire did in the newest second. */
export type WireFigures = { readonly records: number; readonly queue: number; readonly fill: number }
/** `idle` = nothing passed for ten seconds; `warn` and `full` = its queue is above 60 or 85 percent. */
export type WireTone = 'idle' | 'calm' | 'warn' | 'full'

const WARN = 0.6
const FULL = 0.85
/** Seconds without a record after which a wire counts as idle. */
export const IDLE_AFTER = 10

/** How a wire is drawn, given the seconds since a record last passed. */
export function wireTone(figures: WireFigures, quietSeconds: number): WireTone {
  if (figures.fill > FULL) return 'full'
  if (figures.fill > WARN) return 'warn'
  return quietSeconds > IDLE_AFTER ? 'idle' : 'calm'
}

/** Width of the line in pixels: grows with the logarithm of the rate, so that a thousandfold rate is three steps wider. */
export const wireWidth = (rate: number): number => Math.min(6, 1.5 + 0.75 * Math.log10(1 + Math.max(0, rate)))
