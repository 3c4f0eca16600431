import { expect, test } from 'vitest'
import { apply, copyFragment } from './index.ts'

const PIPELINE = `millrace: 1
name: x
params: { port: 1, out: o.jsonl }
nodes:
  a: { type: connect.file, config: { path: p } }
  b: { type: consign.file, config: { path: "\${param.out}" } }   # goes along
  c-2: { type: control.threshold, config: { on: b, metric: errors } }
wires:
  - a -> b
layout: { a: [0, 0], b: [300, 10] }
`

test('a fragment is a pipeline of what was chosen', () => {
  expect(copyFragment(PIPELINE, ['b', 'c-2'], {})).toBe(`millrace: 1
params:
  out: o.jsonl
nodes:
  b: { type: consign.file, config: { path: "\${param.out}" } }
  c-2: { type: control.threshold, config: { on: b, metric: errors } }
layout:
  b: [300, 10]
`)
})

test('pasted nodes get free ids, the wires between them and their place; what they watch follows', () => {
  const { text, made } = apply(PIPELINE, { do: 'paste', text: copyFragment(PIPELINE, ['a', 'b', 'c-2'], {}), at: [50, 50] }, {})
  expect(made).toEqual(['a-2', 'b-2', 'c-3'])
  expect(text).toBe(`millrace: 1
name: x
params: { port: 1, out: o.jsonl }
nodes:
  a: { type: connect.file, config: { path: p } }
  b: { type: consign.file, config: { path: "\${param.out}" } }   # goes along
  c-2: { type: control.threshold, config: { on: b, metric: errors } }
  a-2: { type: connect.file, config: { path: p } }
  b-2: { type: consign.file, config: { path: "\${param.out}" } }
  c-3: { type: control.threshold, config: { on: b-2, metric: errors } }
wires:
  - a -> b
  - a-2 -> b-2
layout: { a: [0, 0], b: [300, 10], a-2: [50, 50], b-2: [350, 60], c-3: [50, 180] }
`)
})

test('a copy is pinned as its original is', () => {
  const pinned = PIPELINE.replace('[300, 10]', '[300, 10, pinned]')
  expect(apply(pinned, { do: 'duplicate', ids: ['a', 'b'] }, {}).text).toContain('a-2: [40, 40], b-2: [340, 50, pinned] }')
  expect(copyFragment(pinned, ['b'], {})).toContain('  b: [300, 10, pinned]\n')
})

test('with its inputs a pasted node hangs on what fed the original', () => {
  const { text } = apply(PIPELINE, { do: 'duplicate', ids: ['b'], keepInputs: true }, {})
  expect(text).toContain('wires:\n  - a -> b\n  - a -> b-2\n')
  expect(text).toContain('b-2: [340, 50]')
})

test('a fragment brings the parameters that are missing', () => {
  const { text } = apply('millrace: 1\nnodes: {}\nparams: { port: 2 }\n', { do: 'paste', text: PIPELINE }, {})
  expect(text).toContain('params: { port: 2, out: o.jsonl }')
})

test('only nodes can be pasted', () => {
  for (const text of ['hello', 'nodes: {}', '- a', 'nodes: [', ''])
    expect(() => apply(PIPELINE, { do: 'paste', text }, {})).toThrow('the clipboard holds no nodes')
})
