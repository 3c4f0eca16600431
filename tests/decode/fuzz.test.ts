import { expect, test } from 'vitest'
import { fuzzChunks, fuzzJson } from './fuzz.ts'

test('50,000 random lines mean what JSON.parse says', () => {
  const { lines, records, bad, blank, slow } = fuzzJson(1, 50_000)
  expect(lines).toBe(50_000)
  // the mix is worth something only while every kind is in it, and while most records do not need JSON.parse
  expect(records).toBeGreaterThan(30_000)
  expect(bad).toBeGreaterThan(3_000)
  expect(blank).toBeGreaterThan(500)
  expect(slow).toBeGreaterThan(1_000)
  expect(slow - bad).toBeLessThan(records / 4)
})

test('decoding in pieces gives what decoding at once gives', () => fuzzChunks(2, 100))
