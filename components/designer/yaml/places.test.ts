import { expect, test } from 'vitest'
import { compile } from '../../../core/compile.ts'
import { readPipeline } from '../../../core/graph.ts'
import { catalogue } from '../../../nodes/types.gen.ts'
import { spanOf, TextPlaces } from './places.ts'

const TEXT = `millrace: 1
name: ticks
nodes:
  ticks: { type: connect.generator, config: { record: { n: '{{seq}}' }, rate: -1 } }
  file:   # where it goes
    type: consign.fil
    config:
      path: out.jsonl
wires:
  - ticks -> file
  - { from: ticks, to: nobody }
layout: { ticks: [0, 0], file: [300, 0] }
`
const said = ({ from, to }: { from: number; to: number }): string => TEXT.slice(from, to)

test('a place in the text belongs to a node or to wires', () => {
  const places = new TextPlaces(TEXT)
  expect(said(places.nodes.get('file')!)).toBe('file:   # where it goes\n    type: consign.fil\n    config:\n      path: out.jsonl')
  expect(places.wires.map(said)).toEqual(['- ticks -> file', '- { from: ticks, to: nobody }'])
  expect(places.ownerAt(TEXT.indexOf('out.jsonl'))).toEqual({ node: 'file' })
  expect(places.ownerAt(TEXT.indexOf('[300'))).toEqual({ node: 'file' })
  expect(places.ownerAt(TEXT.indexOf('to: nobody'))).toEqual({ wires: 1 })
  expect(places.ownerAt(3)).toBeNull()
  expect(new TextPlaces(`${TEXT}  - [`).nodes.size).toBe(0)
})

test('an issue is marked where it is', () => {
  const { pipeline, issues, locate } = readPipeline(TEXT)
  const all = [...issues, ...compile(pipeline!, catalogue).issues.map((issue) => ({ ...issue, at: locate(issue.at) }))]
  const marked = Object.fromEntries(all.map((issue) => [issue.code, said(spanOf(TEXT, issue.at))]))
  expect(marked.UNKNOWN_NODE_TYPE).toBe('consign.fil')
  expect(marked.SETTING).toBe('-1')
  expect(marked.UNKNOWN_NODE).toBe('{ from: ticks, to: nobody }')
  const broken = `${TEXT}  - [\n`
  const [syntax] = readPipeline(broken).issues
  const { from, to } = spanOf(broken, syntax.at)
  expect(to).toBeGreaterThan(from)
  expect(from).toBeGreaterThanOrEqual(TEXT.length - 1)
})
