import { describe, expect, test } from 'vitest'
import { outcomeOf } from './retry.ts'

const now = 1_700_000_000_000
const outcome = (status: number | null, more: { attempts?: number; since?: number; random?: number; retryAfter?: string } = {}) =>
  outcomeOf(status, more.retryAfter ?? null, { attempts: more.attempts ?? 1, since: more.since ?? now, now, random: more.random ?? 0.5 })
const wait = (seconds: number) => ({ state: 'waiting', nextAt: now + seconds * 1000 })

describe('what becomes of a message', () => {
  test.each([200, 201, 202, 204, 299])('%d: delivered', (status) => expect(outcome(status)).toEqual({ state: 'delivered' }))
  test.each([300, 301, 302, 307, 308, 400, 401, 403, 404, 410, 413, 422])('%d: failed', (status) =>
    expect(outcome(status)).toEqual({ state: 'failed' }),
  )
  test.each([null, 408, 429, 500, 502, 503, 504])('%s: again', (status) => expect(outcome(status)).toEqual(wait(5)))
})

test('the pause doubles up to an hour, a quarter more or less', () => {
  expect([1, 2, 3, 4, 10, 11, 30].map((attempts) => outcome(500, { attempts }))).toEqual([5, 10, 20, 40, 2560, 3600, 3600].map(wait))
  expect(outcome(500, { attempts: 3, random: 0 })).toEqual(wait(15))
  expect(outcome(500, { attempts: 3, random: 1 })).toEqual(wait(25))
})

test('whoever asks for a longer pause gets it, in seconds or until a date', () => {
  expect(outcome(429, { retryAfter: '120' })).toEqual(wait(120))
  expect(outcome(503, { retryAfter: new Date(now + 90_000).toUTCString() })).toEqual(wait(90))
  expect(outcome(503, { retryAfter: '1' })).toEqual(wait(5))
  expect(outcome(503, { retryAfter: new Date(now - 90_000).toUTCString() })).toEqual(wait(5))
  expect(outcome(503, { retryAfter: 'soon' })).toEqual(wait(5))
})

test('after a day nobody tries again', () => {
  const day = 24 * 3_600_000
  expect(outcome(500, { since: now - day + 5000 })).toEqual(wait(5))
  expect(outcome(500, { since: now - day + 4999 })).toEqual({ state: 'failed' })
  expect(outcome(503, { retryAfter: '90000' })).toEqual({ state: 'failed' })
  expect(outcome(200, { since: now - 2 * day })).toEqual({ state: 'delivered' })
})
