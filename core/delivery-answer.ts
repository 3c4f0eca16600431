/** What became of an attempt to deliver an alert: a status after so many milliseconds, no answer within so many seconds, or not tried because one before it waits. */
export type DeliveryAnswer =
  | { readonly kind: 'status'; readonly status: number; readonly ms: number; readonly redirect: boolean }
  | { readonly kind: 'late'; readonly seconds: number }
  | { readonly kind: 'behind' }

const BEHIND = 'waits for the one before'
const REDIRECT = ', and redirects are not followed'
const isRedirect = (status: number): boolean => status >= 300 && status < 400

/** The text under which an answer to a webhook is kept. */
export const answered = (status: number, ms: number): string => `${status} after ${ms} ms${isRedirect(status) ? REDIRECT : ''}`
export const answeredLate = (seconds: number): string => `no answer within ${seconds} s`
export const waitsBehind = (): string => BEHIND

/** Reads what is kept; null = words or a code of somebody else. */
export function readAnswer(text: string): DeliveryAnswer | null {
  if (text === BEHIND) return { kind: 'behind' }
  const [, status, ms] = /^(\d{3}) after (\d+) ms(?:, |$)/.exec(text) ?? []
  if (status !== undefined) return { kind: 'status', status: Number(status), ms: Number(ms), redirect: isRedirect(Number(status)) }
  const [, seconds] = /^no answer within (\d+) s$/.exec(text) ?? []
  return seconds === undefined ? null : { kind: 'late', seconds: Number(seconds) }
}
