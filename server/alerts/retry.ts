const FIRST = 5_000
const LONGEST = 3_600_000
/** How long after its event a message is still tried, milliseconds. */
export const GIVE_UP = 24 * 3_600_000

export type Outcome = { readonly state: 'delivered' | 'failed' } | { readonly state: 'waiting'; readonly nextAt: number }

/** What becomes of a message after its `attempts`th attempt; `status` null = there was no answer. `random` is from 0 to 1. */
export function outcomeOf(
  status: number | null,
  retryAfter: string | null,
  { attempts, since, now, random }: { attempts: number; since: number; now: number; random: number },
): Outcome {
  if (status !== null && status >= 200 && status < 300) return { state: 'delivered' }
  const again = status === null || status >= 500 || status === 408 || status === 429
  if (!again) return { state: 'failed' }
  const pause = Math.min(LONGEST, FIRST * 2 ** (attempts - 1)) * (0.75 + random / 2)
  const nextAt = now + Math.max(Math.round(pause), asked(retryAfter, now))
  return nextAt > since + GIVE_UP ? { state: 'failed' } : { state: 'waiting', nextAt }
}

/** How long the other side asks to wait, in seconds or until a date; milliseconds. */
function asked(retryAfter: string | null, now: number): number {
  if (retryAfter === null) return 0
  if (/^\d+$/.test(retryAfter)) return Number(retryAfter) * 1000
  const date = Date.parse(retryAfter)
  return Number.isNaN(date) ? 0 : date - now
}
