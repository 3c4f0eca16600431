import fc from 'fast-check'
import { expect, test } from 'vitest'
import { apply, applyPatch, documentOf } from '../../core/edit/index.ts'
import { transform } from '../../core/edit/transform.ts'
import { AppError } from '../../core/error.ts'
import { catalogue } from '../../nodes/types.gen.ts'
import { randomCommand } from './commands.ts'
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

const ANCHORS = `millrace: 1
name: &name shared
params: &params { a: 1, b: &two [1, 2] }
nodes:
  lines: &lines { type: connect.file, config: &config { path: x, keys: *two } }
  text: { type: collect.decode, config: *config }
  words:
    type: &type compose.split
    config: &block
      field: text
      as: *name
  count: *lines
  hot:
    type: *type
    config: *block
wires:
  - &wire lines -> text
  - text -> words
alerts: [{ name: slow, on: hot, metric: errors, above: 1 }]
layout: { lines: &at [0, 0], text: *at }
`

test('where anchors share a part, an edit is right or refused', () => {
  let [made, refused] = [0, 0]
  const property = fc.property(fc.nat(), (seed) => {
    const choose = new Choice(seed)
    let text = ANCHORS
    for (let n = 0; n < 20; n++) {
      const command = randomCommand(documentOf(text), choose)
      try {
        const applied = apply(text, command, catalogue)
        expect(applyPatch(applied.text, applied.inverse)).toBe(text)
        expect(documentOf(applied.text)).toEqual(transform(documentOf(text), command, catalogue).document)
        text = applied.text
        made++
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'EDIT_REFUSED') throw error
        refused++
      }
    }
  })
  fc.assert(property, { numRuns: 40, seed: 1, endOnFailure: true })
  expect([made > 200, refused > 50]).toEqual([true, true])
})
