import fc from 'fast-check'
import { test } from 'vitest'
import { seed, slice } from '../seed.ts'
import { Choice } from './documents.ts'
import { editAndUndo } from './edits.ts'

test(`200 random edits in each of 1,000 documents, and as many undos, give the same bytes (seed ${seed})`, { timeout: 1_200_000 }, () => {
  const property = fc.property(fc.nat(), (n) => {
    editAndUndo(new Choice(n), 200)
  })
  fc.assert(property, { numRuns: slice ? 100 : 1_000, seed, endOnFailure: true })
})
