import { expect, test } from 'vitest'
import { diffTexts } from '../../../core/diff.ts'
import { graphView } from '../../../core/graph-view.ts'
import type { GraphView } from '../../../core/protocol.ts'
import { readingOf } from '../../../core/suggest/index.ts'
import { catalogue } from '../../../nodes/types.gen.ts'
import { merge } from './merged.ts'

const BEFORE = `millrace: 1
name: ticks
nodes:
  ticks: { type: connect.generator, config: { record: { n: '{{seq}}' } } }
  old: { type: compose.filter, config: { where: n > 1 } }
  file: { type: consign.file, config: { path: out.jsonl } }
wires:
  - ticks -> old -> file
layout: { ticks: [0, 0], old: [300, 0], file: [600, 0] }
`
const AFTER = `millrace: 1
name: ticks
nodes:
  ticks: { type: connect.generator, config: { record: { n: '{{seq}}' }, rate: 5 } }
  now: { type: compose.filter, config: { where: n > 2 } }
  file: { type: consign.file, config: { path: out.jsonl } }
wires:
  - ticks -> now -> file
layout: { ticks: [0, 80], now: [310, 0], file: [600, 0] }
`
const graphOf = (text: string): GraphView => {
  const { pipeline, compiled } = readingOf(text, catalogue)
  return graphView(pipeline!, compiled!, catalogue)
}

test('what is gone is laid over what is there, and moves a little where they would hide each other', () => {
  const { graph, places, nodes, wires } = merge(graphOf(BEFORE), graphOf(AFTER), diffTexts(BEFORE, AFTER, catalogue))
  expect(graph.nodes.map(({ id }) => id)).toEqual(['ticks', 'now', 'file', 'old'])
  expect(Object.fromEntries(nodes)).toEqual({ ticks: 'changed', now: 'added', old: 'removed' })
  expect(wires.get('ticks.out>old.in')).toBe('removed')
  expect(wires.get('ticks.out>now.in')).toBe('added')
  expect(graph.wires).toHaveLength(4)
  expect(places.ticks).toEqual({ x: 0, y: 80 })
  expect(places.old.x).toBe(300)
  expect(places.old.y).toBeGreaterThanOrEqual(84)
})

test('a parameter changes the nodes that use it', () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference of the document
  const used = BEFORE.replace("n: '{{seq}}' }", "n: '{{seq}}' }, rate: '${param.rate}'")
  const [one, five] = [1, 5].map((rate) => used.replace('nodes:', `params: { rate: ${rate} }\nnodes:`))
  const { nodes } = merge(graphOf(one), graphOf(five), diffTexts(one, five, catalogue))
  expect(Object.fromEntries(nodes)).toEqual({ ticks: 'changed' })
})
