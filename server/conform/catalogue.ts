import { z } from 'zod'
import type { Pipeline } from '../../core/graph.ts'
import { type AnyNodeType, type Catalogue, defineNode } from '../../core/node-type.ts'
import { type AggregateFunction, type Flow, op, type Window } from '../../core/plan.ts'
import type { Case, CaseNode } from './case.ts'

/** Ops of golden cases that the engine does not have. */
export function unsupported(c: Case): string | null {
  for (const node of c.graph) {
    if (!['source', 'watermark', 'window', 'windowTime', 'aggregate', 'union', 'filter', 'rename'].includes(node.op)) return node.op
    if (node.op === 'window' && node.kind === 'session') return 'session window'
  }
  return null
}

/** The graph of a case as a pipeline over the node types below, so that it is compiled and checked as a drawn one is. */
export function pipelineOf(c: Case): Pipeline {
  const nodes: Record<string, { type: string; enabled: boolean; config: unknown }> = {}
  const wires: Pipeline['wires'][number][] = []
  const channel = { kind: 'memory', capacity: { records: 1, bytes: 1 }, whenFull: 'block' } as const
  for (const node of c.graph) {
    nodes[node.id] = { type: `case.${node.op}`, enabled: true, config: { ...node, mode: c.mode, sources: c.sources } }
    for (const from of node.inputs ?? (node.input === undefined ? [] : [node.input])) {
      wires.push({ from: { node: from, port: 'out' }, to: { node: node.id, port: 'in' }, channel, path: ['graph'] })
    }
  }
  nodes.out = { type: 'case.sink', enabled: true, config: {} }
  wires.push({ from: { node: c.graph.at(-1)!.id, port: 'out' }, to: { node: 'out', port: 'in' }, channel, path: ['graph'] })
  return { name: 'case', trigger: 'asap', params: {}, layout: {}, durability: 'safe', nodes, wires, alerts: [] }
}

type Config = CaseNode & { mode: Case['mode']; sources: Case['sources'] }

const caseType = (id: string, plan: (config: Config, input: Flow) => Flow, extra: Partial<AnyNodeType> = {}): [string, AnyNodeType] => [
  `case.${id}`,
  defineNode({
    id,
    stage: 'compose',
    title: { en: id, zh: id },
    summary: { en: id, zh: id },
    config: z.any(),
    ports: { in: id === 'source' ? [] : ['in'], out: id === 'sink' ? [] : ['out'] },
    plan: (config: Config, inputs) => ({ [id === 'sink' ? 'written' : 'out']: plan(config, inputs.in) }),
    examples: [],
    ...extra,
  }),
]

/** One node type per op of the golden cases. */
export const caseCatalogue: Catalogue = Object.fromEntries([
  caseType(
    'source',
    ({ source, sources }) => {
      const bytes = op({ op: 'source', delivery: 'replay', receiver: null, fields: null })
      return op({ op: 'decode', codec: { kind: 'json', fields: sources[source!].columns, rest: 'drop' } }, bytes)
    },
    { contract: { kind: 'source', delivery: 'replay' } },
  ),
  caseType('watermark', ({ column, delayMs }, input) =>
    op({ op: 'time', from: { field: column! }, delay: delayMs!, maxAhead: null }, input),
  ),
  caseType('filter', ({ where }, input) => op({ op: 'filter', where: { text: where!, path: ['where'] } }, input)),
  caseType('rename', ({ columns }, input) => op({ op: 'map', set: [], rename: columns!, remove: [] }, input)),
  // the input of a case's `union` node is already joined by name, as several wires into one port are
  caseType('union', (_, input) => input),
  caseType('windowTime', ({ as }, input) =>
    op({ op: 'map', set: [], rename: { _window_time: as! }, remove: ['window_start', 'window_end'] }, input),
  ),
  caseType('aggregate', (config, input) => aggregate(config, { kind: 'none' }, input)),
  caseType('window', (config, input) => aggregate(config, windowOf(config), input)),
  caseType('sink', (_, input) => op({ op: 'sink' }, input), { contract: { kind: 'sink', class: 'none', replaces: true } }),
])

function windowOf({ kind, sizeMs = 0, slideMs, offsetMs = 0 }: Config): Window {
  if (kind === 'sliding') return { kind, size: sizeMs, slide: slideMs ?? sizeMs, offset: offsetMs }
  return { kind: 'tumbling', size: sizeMs, offset: offsetMs }
}

function aggregate({ keys = [], aggs = [], mode }: Config, window: Window, input: Flow): Flow {
  const functions = aggs.map(({ name, fn, column }) => ({
    name,
    fn: (fn === 'countDistinct' ? 'count_distinct' : fn) as AggregateFunction,
    ...(column === undefined ? {} : { field: column }),
  }))
  return op({ op: 'aggregate', keys, window, aggs: functions, output: mode }, input)
}
