const DURATION = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)$/
const DURATION_MS: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }
const SIZE = /^(\d+(?:\.\d+)?)\s*(B|KiB|MiB|GiB)$/
const SIZE_BYTES: Record<string, number> = { B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 }

/** `250ms 30s 5m 2h 7d` or plain milliseconds → milliseconds; null when it is neither. */
export function parseDuration(v: string | number): number | null {
  if (typeof v === 'number') return Number.isFinite(v) && v >= 0 ? v : null
  const m = DURATION.exec(v.trim())
  return m === null ? null : Number(m[1]) * DURATION_MS[m[2]]
}

/** `64KiB 1MiB` or plain bytes → bytes; null when it is neither. */
export function parseSize(v: string | number): number | null {
  if (typeof v === 'number') return Number.isInteger(v) && v >= 0 ? v : null
  const m = SIZE.exec(v.trim())
  return m === null ? null : Math.floor(Number(m[1]) * SIZE_BYTES[m[2]])
}
