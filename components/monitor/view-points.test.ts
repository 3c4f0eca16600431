import { expect, test } from 'vitest'
import { ruleSchema } from '../../core/alert.ts'
import type { GraphView } from '../../core/protocol.ts'
import { chartSettings, fieldRules, plotOf, topOf } from './view-points.ts'

const columns = [
  { name: 'ts', type: 'timestamp' },
  { name: 'host', type: 'string' },
  { name: 'cpu', type: 'double' },
  { name: 'mem', type: 'double' },
] as const

test('one line per field, or per value of `by`, in the order of time', () => {
  const rows = [
    [2000, 'a', 20, 1],
    [1000, 'a', 10, null],
    [1000, 'b', 5, 2],
  ]
  expect(plotOf(columns, rows, { by: 'host', y: ['cpu'] }).series).toEqual([
    {
      name: 'a',
      points: [
        { x: 1000, y: 10 },
        { x: 2000, y: 20 },
      ],
    },
    { name: 'b', points: [{ x: 1000, y: 5 }] },
  ])
  expect(plotOf(columns, rows.slice(0, 2), { by: null, y: ['cpu', 'mem'] }).series.map((s) => [s.name, s.points.map((p) => p.y)])).toEqual([
    ['cpu', [10, 20]],
    ['mem', [null, 1]],
  ])
  expect(plotOf(columns, rows, { by: 'host', y: ['cpu', 'mem'] }).series.map((s) => s.name)).toEqual([
    'a · cpu',
    'a · mem',
    'b · cpu',
    'b · mem',
  ])
})

test('texts on the x axis keep places of their own', () => {
  const { names, series } = plotOf(
    [columns[1], columns[2]],
    [
      ['b', 2],
      ['a', 1],
    ],
    { by: null, y: ['cpu'] },
  )
  expect(names).toEqual(['a', 'b'])
  expect(series[0].points).toEqual([
    { x: 0, y: 1 },
    { x: 1, y: 2 },
  ])
})

test('the greatest first', () => {
  const rows = [
    [0, 'a', 1, null],
    [0, 'c', 7, null],
    [0, 'b', 7, null],
    [0, 'd', null, null],
  ]
  expect(topOf(columns, rows, { by: 'host', y: ['cpu'] }).map((bar) => bar.name)).toEqual(['b', 'c', 'a'])
})

test('rules on a field that is drawn, set in front of the chart, are drawn once', () => {
  const wire = (from: string, to: string) => ({
    id: `${from}.out>${to}.in`,
    from: { node: from, port: 'out' },
    to: { node: to, port: 'in' },
    fields: [],
  })
  const graph: GraphView = { nodes: [], wires: [wire('host', 'avg'), wire('avg', 'load'), wire('host', 'cpu')] }
  const rules = [
    ruleSchema.parse({ name: 'busy', on: 'host', field: 'cpu', above: 80 }),
    ruleSchema.parse({ name: 'busier', on: 'host', field: 'cpu', above: 95 }),
    ruleSchema.parse({ name: 'aside', on: 'cpu', field: 'cpu', above: 50 }),
    ruleSchema.parse({ name: 'slow', metric: 'latency.p99', above: 50 }),
  ]
  const settings = chartSettings({ y: ['cpu'], thresholds: [{ value: 80 }], window: '5m' })
  expect(settings).toMatchObject({ kind: 'line', window: 300_000 })
  expect(fieldRules(graph, 'load', settings, rules).map((r) => r.name)).toEqual(['busier'])
})
