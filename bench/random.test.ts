import { expect, test } from 'vitest'
import { MersenneTwister, Xorshift } from './random.ts'

const MASK = (1n << 64n) - 1n

/** xorshift64* as its definition says it, on 64-bit integers. */
function* definition(seed: bigint): Generator<bigint> {
  let z = (seed + 0x9e3779b97f4a7c15n) & MASK
  z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & MASK
  z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & MASK
  for (let x = z ^ (z >> 31n); ; ) {
    x ^= x >> 12n
    x = (x ^ (x << 25n)) & MASK
    x ^= x >> 27n
    yield ((x * 0x2545f4914f6cdd1dn) & MASK) >> 32n
  }
}

test('the halves of xorshift64* give what 64-bit integers give', () => {
  const random = new Xorshift(42)
  const defined = definition(42n)
  for (let i = 0; i < 20_000; i++) expect(random.u32()).toBe(Number(defined.next().value))
})

test('below is the upper half of the product, also where the product is no safe integer', () => {
  for (const n of [1, 2, 256, 10_000, 0x1fffff, 0x200000, 0x200001, 5_233_000, 99_999_999]) {
    const random = new Xorshift(7)
    const defined = definition(7n)
    for (let i = 0; i < 2_000; i++) expect(random.below(n)).toBe(Number(((defined.next().value as bigint) * BigInt(n)) >> 32n))
  }
})

test('the Mersenne twister draws what Python draws from seed 7', () => {
  const random = new MersenneTwister(7)
  expect(Array.from({ length: 3 }, () => random.random())).toEqual([0.32383276483316237, 0.15084917392450192, 0.6509344730398537])
  for (let i = 3; i < 999; i++) random.random()
  expect(random.random()).toBe(0.37786262968738116)
})
