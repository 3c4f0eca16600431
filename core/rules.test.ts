import { expect, test } from 'vitest'
import { catalogue } from '../nodes/types.gen.ts'
import { compile } from './compile.ts'
import { readPipeline } from './graph.ts'

const NODES = `
  lines:  { type: connect.tcp-server, config: { port: 9999 } }
  decode: { type: collect.decode, config: { codec: json, fields: { k: string, n: long, x: double, at: timestamp, ok: boolean } } }
  route:  { type: compose.route, config: { ports: { big: n > 1 } } }
  count:  { type: compose.aggregate, config: { keys: [k], window: { kind: none }, aggs: [{ name: c, fn: count }], output: update } }
  table:  { type: consume.console }
  idle:   { type: compose.filter, config: { where: n > 1 } }`
const WIRES = '[lines -> decode -> count -> table, decode -> route, decode -> idle]'

function read(alerts: string, nodes = '', wires = WIRES) {
  const { pipeline, issues, locate } = readPipeline(`millrace: 1
name: watched
params: { limit: 80 }
nodes:${NODES}
${nodes}
wires: ${wires}
alerts:
${alerts}`)
  if (pipeline === null) throw new Error(JSON.stringify(issues))
  const compiled = compile(pipeline, catalogue)
  const found = [...issues, ...compiled.issues].filter((i) => i.code !== 'OUTPUT_UNUSED' && i.code !== 'NO_ACKNOWLEDGEMENT')
  return { ...compiled, found: found.map((i) => ({ ...i, at: locate(i.at) })), codes: found.map((i) => i.code) }
}

const rule = (settings: string) => read(`  - { name: r, ${settings} }`)

test('rules of the document and threshold nodes are read alike, and each source that is pushed to has one for its silence', () => {
  const { rules, targets, plan, codes } = read(
    `  - { name: slow, metric: latency.p99, above: 5000, for: 30s, recover: 4000, severity: critical }
  - { name: hot, on: count, field: c, above: "\${param.limit}", message: "\${k} came \${value} times" }
  - { name: full, on: decode.out>count.in, metric: fill, above: 0.8 }`,
    `  quiet: { type: control.threshold, config: { on: decode, silence: 30s } }
  ops:   { type: control.notify, config: { url: "http://127.0.0.1:1/", on: [hot, silence-lines] } }`,
  )
  expect(codes).toEqual([])
  expect(rules.map(({ name, on }) => [name, on])).toEqual([
    ['slow', 'pipeline'],
    ['hot', 'count'],
    ['full', 'decode.out>count.in'],
    ['quiet', 'decode'],
    ['silence-lines', 'lines'],
  ])
  expect(rules[0]).toMatchObject({ for: 30_000, recover: 4_000, severity: 'critical', noData: 'keep' })
  expect(rules[1].above).toBe(80)
  expect(targets).toMatchObject([{ name: 'ops', rules: ['hot', 'silence-lines'], resolved: true }])
  expect(plan?.taps).toEqual([{ rule: 'hot', op: 'count', field: 'c', told: ['k'], worst: 'max' }])
  expect(Object.keys(plan?.nodes ?? {})).not.toContain('quiet')
})

test('what a rule watches must be there', () => {
  expect(rule('on: cuont, metric: errors, above: 0').found).toMatchObject([
    { code: 'UNKNOWN_NODE', hint: 'did you mean `count`?', at: { path: ['alerts', 0, 'on'], line: 14 } },
  ])
  expect(rule('on: decode.out>count.inn, metric: fill, above: 0').found).toMatchObject([
    { code: 'UNKNOWN_WIRE', hint: 'did you mean `decode.out>count.in`?' },
  ])
  expect(rule('on: decode, field: m, above: 0').found).toMatchObject([{ code: 'UNKNOWN_FIELD', at: { path: ['alerts', 0, 'field'] } }])
  expect(rule('on: count, field: n, above: 0').codes).toEqual(['UNKNOWN_FIELD'])
  for (const field of ['k', 'at', 'ok']) expect(rule(`on: decode, field: ${field}, above: 0`).codes).toEqual(['FIELD_TYPE'])
  for (const field of ['n', 'x']) expect(rule(`on: decode, field: ${field}, above: 0`).codes).toEqual([])
  expect(rule('on: table, field: c, above: 0').plan?.taps).toMatchObject([{ op: 'table' }])
  expect(rule('on: lines, field: text, above: 0').found).toMatchObject([{ code: 'RULE', hint: 'watch the node that decodes them' }])
})

test('keys, thresholds and names are checked, each at its place', () => {
  expect(rule('metrik: errors, above: 0').found).toMatchObject([
    { code: 'UNKNOWN_KEY', hint: 'did you mean `metric`?', at: { path: ['alerts', 0, 'metrik'], line: 14 } },
  ])
  expect(rule('metric: latency.p9, above: 0').found).toMatchObject([{ code: 'FORMAT', hint: 'did you mean `latency.p95`?' }])
  expect(rule('metric: errors, above: 1, below: 2').found).toMatchObject([{ code: 'RULE', at: { path: ['alerts', 0, 'below'] } }])
  expect(rule('metric: errors, above: 1, recover: 2').codes).toEqual(['RULE'])
  expect(rule('on: count, metric: fill, above: 1').codes).toEqual(['RULE'])
  expect(read(`  - { name: r, metric: errors, above: 0 }\n  - { name: r, metric: late, above: 0 }`).codes).toEqual(['RULE'])
  const threshold = '  r: { type: control.threshold, config: { metric: errors, above: 0 } }'
  expect(read('  - { name: r, metric: errors, above: 0 }', threshold).codes).toEqual(['RULE'])
  expect(rule('metric: errors, above: 0').plan).not.toBe(null)
  expect(rule('metric: errors').plan).toBe(null)
})

test('a rule on what does not run is told and kept', () => {
  const idle = rule('on: idle, field: n, above: 0')
  expect(idle.codes).toEqual(['RULE_IDLE'])
  expect(idle.rules.map((r) => r.name)).toContain('r')
  expect(idle.plan?.taps).toEqual([])
  expect(rule('on: decode.out>idle.in, metric: records, above: 0').codes).toEqual(['RULE_IDLE'])
  const several = read(
    '  - { name: r, on: route, field: n, above: 0 }',
    '  out: { type: consign.discard }',
    '[lines -> decode -> route, route.big -> out, decode -> count -> table, decode -> idle]',
  )
  expect(several.found).toMatchObject([{ code: 'RULE', hint: 'watch a node behind it' }])
})

test('control nodes stand beside the wires', () => {
  const nodes = `  ops: { type: control.notify, config: { url: "http://127.0.0.1:1/", on: [hott] } }`
  expect(read('  - { name: hot, metric: errors, above: 0 }', nodes).found).toMatchObject([
    { code: 'UNKNOWN_RULE', hint: 'did you mean `hot`?', at: { path: ['nodes', 'ops', 'config', 'on', 0] } },
  ])
  expect(read('  - { name: hott, metric: errors, above: 0 }', nodes, `[${WIRES.slice(1, -1)}, decode -> ops]`).found).toMatchObject([
    { code: 'UNKNOWN_PORT', hint: 'a control node has no wires: it watches what its `on` names' },
  ])
  expect(read('  - { name: r, on: ops, metric: errors, above: 0 }\n  - { name: hott, metric: errors, above: 0 }', nodes).codes).toEqual([
    'UNKNOWN_NODE',
  ])
})

test('what a rule looks at is read, also where nothing else reads it', () => {
  const used = (alerts: string) => read(alerts).plan?.ops.find((o) => o.id === 'decode')?.used
  expect(used('  - { name: r, metric: errors, above: 0 }')).toEqual(['k'])
  expect(used(`  - { name: r, on: decode, field: x, above: 0, message: "at \${at}" }`)).toEqual(['k', 'x', 'at'])
})
