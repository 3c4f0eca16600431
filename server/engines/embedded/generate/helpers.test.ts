import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { NULL_LENGTH } from '../batch.ts'
import { Helpers } from './helpers.ts'

const H = new Helpers()
const long = fc.oneof(
  fc.maxSafeInteger(),
  fc.integer({ min: -1_000, max: 1_000 }),
  fc.constantFrom(Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 2 ** 52, 2 ** 52 + 1),
)
const text = fc
  .array(fc.constantFrom('a', 'B', 'b', 'İ', 'K', 'ß', '😀', '\uff5e', 'ä', 'Ä', 'i', 'k'), { maxLength: 6 })
  .map((parts) => parts.join(''))

/** The text somewhere inside other bytes. */
const ranged = (s: string): [Buffer, number, number] => [Buffer.from(`xx${s}ab`), 2, Buffer.byteLength(s)]
const NULL_RANGE: [Buffer, number, number] = [Buffer.from('abc'), 0, NULL_LENGTH + 5]

test('mod and quotient of longs are exact', () => {
  fc.assert(
    fc.property(long, long, (x, y) => {
      if (y === 0) return
      expect(BigInt(H.quotient(x, y))).toBe(BigInt(x) / BigInt(y))
      expect(Object.is(H.quotient(x, y), -0)).toBe(false)
      if (y > 0) expect(BigInt(H.mod(x, y))).toBe(BigInt(x) % BigInt(y))
      if (y > 0) expect(Object.is(H.mod(x, y), -0)).toBe(false)
    }),
    { numRuns: 3_000, seed: 1 },
  )
})

test('an error is counted for a value, not for NULL', () => {
  const h = new Helpers()
  for (const x of [h.safe(2 ** 53), h.finite(1 / 0), h.div(1, 0), h.quotient(1, 0), h.remainder(1, 0), h.truncate(1e300)])
    expect(x).toBeNaN()
  expect(h.errors).toBe(6)
  for (const x of [h.safe(NaN), h.finite(NaN), h.div(NaN, 0), h.div(1, NaN), h.quotient(NaN, 0), h.remainder(NaN, 0), h.truncate(NaN)])
    expect(x).toBeNaN()
  expect(h.errors).toBe(6)
  h.env.errors.count++
  h.now = 5
  expect([h.errors, h.env.now()]).toEqual([7, 5])
})

test('truth values follow three-valued logic', () => {
  const values = [1, 0, NaN]
  const and = [1, 0, NaN, 0, 0, 0, NaN, 0, NaN]
  const or = [1, 1, 1, 1, 0, NaN, 1, NaN, NaN]
  values.forEach((x, i) => {
    values.forEach((y, k) => {
      expect([H.and(x, y), H.or(x, y)]).toEqual([and[3 * i + k], or[3 * i + k]])
    })
  })
})

describe('tests on bytes agree with those on strings', () => {
  const check = (f: (s: string, t: string) => void) => fc.assert(fc.property(text, text, f), { numRuns: 3_000, seed: 1 })

  test('equality, order, prefix, suffix, part', () => {
    check((s, t) => {
      const bytes = Buffer.from(t)
      const [range, other] = [ranged(s), ranged(t)]
      expect(H.same(...range, bytes)).toBe(s === t)
      expect(H.sameRanges(...range, ...other)).toBe(s === t)
      expect(H.otherRanges(...range, ...other)).toBe(s !== t)
      expect(Math.sign(H.orderBytes(...range, bytes))).toBe(Math.sign(Buffer.compare(Buffer.from(s), bytes)))
      expect(Math.sign(H.orderRanges(...range, ...other))).toBe(Math.sign(H.order(s, t)))
      expect(H.starts(...range, bytes)).toBe(s.startsWith(t))
      expect(H.ends(...range, bytes)).toBe(s.endsWith(t))
      if (t !== '') expect(H.contains(...range, bytes)).toBe(s.includes(t))
      expect(H.string(...range)).toBe(s)
    })
  })

  test('folded case, which leaves ASCII in both directions', () => {
    check((s, t) => {
      if (t === '' || !/^[\x00-\x7f]+$/.test(t)) return
      expect(H.sameFolded(...ranged(s), Buffer.from(t))).toBe(s.toLowerCase() === t)
      expect(H.containsFolded(...ranged(s), Buffer.from(t))).toBe(s.toLowerCase().includes(t))
    })
  })

  test('NULL is equal to nothing and has no order', () => {
    const b = Buffer.from('b')
    expect(H.same(...NULL_RANGE, b)).toBe(false)
    expect(H.oneOf(...NULL_RANGE, [b])).toBe(false)
    expect(H.sameRanges(...NULL_RANGE, ...NULL_RANGE)).toBe(false)
    expect(H.otherRanges(...NULL_RANGE, ...ranged('a'))).toBe(false)
    expect(H.orderBytes(...NULL_RANGE, b)).toBeNaN()
    expect(H.orderRanges(...ranged('a'), ...NULL_RANGE)).toBeNaN()
    expect(H.string(...NULL_RANGE)).toBeNull()
  })
})
