import { expect, test } from 'vitest'
import type { GraphView } from '../../core/protocol.ts'
import type { NodeFigures } from './live-store.ts'
import { bottleneck, nodeMark } from './node-state.ts'

const figures = (over: Partial<NodeFigures> = {}): NodeFigures => ({
  in: 0,
  out: 0,
  p50: null,
  p95: null,
  p99: null,
  busy: 0,
  backpressured: 0,
  stateRows: 0,
  lag: null,
  up: null,
  troubles: {},
  troubled: false,
  ...over,
})

test('a mark says the worst that is true', () => {
  const bad = figures({ up: 0, troubled: true, backpressured: 1 })
  expect(nodeMark('running', bad, true)).toBe('firing')
  expect(nodeMark('running', bad, false)).toBe('disconnected')
  expect(nodeMark('running', { ...bad, up: 1 }, false)).toBe('errors')
  expect(nodeMark('running', { ...bad, up: 1, troubled: false }, false)).toBe('pressed')
  expect(nodeMark('draining', figures({ backpressured: 0.1 }), false)).toBe('ok')
  expect(nodeMark('running', null, false)).toBe('waiting')
  expect(nodeMark('backoff', figures(), false)).toBe('starting')
  expect(nodeMark('failed', figures(), false)).toBe('stopped')
})

const chain = (...ids: string[]): GraphView => ({
  nodes: [],
  wires: ids.slice(1).map((id, i) => ({
    id: `${ids[i]}.out>${id}.in`,
    from: { node: ids[i], port: 'out' },
    to: { node: id, port: 'in' },
    fields: [],
  })),
})

test('the bottleneck is the first node that works while those in front of it wait', () => {
  const graph = chain('a', 'b', 'c', 'd')
  const nodes: Record<string, NodeFigures> = {
    a: figures({ backpressured: 0.9 }),
    b: figures({ backpressured: 0.8, busy: 0.2 }),
    c: figures({ busy: 0.95 }),
    d: figures({ busy: 0.1 }),
  }
  const none = () => null
  expect(bottleneck(graph, (id) => nodes[id], none)).toBe('c')
  nodes.b = figures({ busy: 0.9 })
  nodes.a = figures()
  expect(bottleneck(graph, (id) => nodes[id], none)).toBe(null)
  const full = (id: string) => (id === 'c.out>d.in' ? { records: 1, queue: 9, fill: 0.96 } : { records: 1, queue: 0, fill: 0 })
  expect(bottleneck(graph, (id) => nodes[id], full)).toBe('d')
})
