import { yaml } from '@codemirror/lang-yaml'
import { ensureSyntaxTree, getIndentation, IndentContext } from '@codemirror/language'
import { EditorState } from '@codemirror/state'
import { describe, expect, test } from 'vitest'
import { indentBehind } from './indent.ts'

/** Columns that a line begins with when Enter is pressed behind a text; null = as many as the line in front. */
function behind(doc: string, rest = ''): number | null {
  const state = EditorState.create({ doc: doc + rest, extensions: [indentBehind, yaml()] })
  ensureSyntaxTree(state, state.doc.length, 60_000)
  return getIndentation(new IndentContext(state, { simulateBreak: doc.length }), doc.length)
}

describe('behind a finished line', () => {
  test.each([
    ['nodes:\n  a:\n    config: { rate: 20 }', 4],
    ['nodes:\n  a:\n    config: { record: { at: "{{now}}" }, rate: 20 }', 4],
    ['nodes:\n  a: { type: x }   # so', 2],
    ['wires: []', 0],
    ['alerts:\n  - labels: { a: b }', 4],
    ['aggs:\n  - { name: n }', 2],
    ['nodes:\n  a:   # so\n    type: x', 4],
    ['nodes:   # so\n  - a\n  - b', 2],
    ['nodes:\n  a:\n    type: x # so', 4],
    ['wires:\n  - a -> b', 2],
    ['a:\n  - name: x', 4],
  ])('a line begins beside it: %j', (doc, columns) => {
    expect(behind(doc)).toBe(columns)
    expect(behind(doc, '\nlast: 1\n')).toBe(columns)
  })
  test.each([
    ['nodes:', 2],
    ['nodes:\n  a:', 4],
    ['nodes:\n  a:   # so', 4],
    ['a:\n  - name:', 6],
  ])('that lacks its value a line begins deeper: %j', (doc, columns) => {
    expect(behind(doc)).toBe(columns)
    expect(behind(doc, '\nlast: 1\n')).toBe(columns)
  })
})

test('inside of braces and of texts the YAML mode says it', () => {
  expect(behind('config: { rate: 20,', '\nb: 1')).toBe(10)
  expect(behind('config: { rate: 20,', '\n }')).toBe(10)
  expect(behind('a:\n  b: |')).toBe(4)
  expect(behind('a:\n  b: |\n    nodes:')).toBe(4)
  expect(behind('a:\n  b: "x # y', '\n z"')).toBe(null)
})
