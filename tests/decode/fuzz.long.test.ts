import { expect, test } from 'vitest'
import { seed } from '../seed.ts'
import { fuzzChunks, fuzzJson } from './fuzz.ts'

test(`a million random lines mean what JSON.parse says (seed ${seed})`, { timeout: 600_000 }, () => {
  for (let i = 0; i < 20; i++) expect(fuzzJson(seed + i, 50_000).lines).toBe(50_000)
})

test(`decoding in pieces gives what decoding at once gives (seed ${seed})`, { timeout: 600_000 }, () => fuzzChunks(seed, 1_500))
