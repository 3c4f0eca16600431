import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Choice } from './documents.ts'
import { editAndUndo } from './edits.ts'

test('random edits and as many undos give the same bytes', () => {
  let made = 0
  const property = fc.property(fc.nat(), (seed) => {
    made += editAndUndo(new Choice(seed), 40).made
  })
  fc.assert(property, { numRuns: 30, seed: 1, endOnFailure: true })
  expect(made).toBeGreaterThan(500)
})
