import { expect, test } from 'vitest'
import { catalogue } from '../nodes/types.gen.ts'
import { classifyChange } from './change.ts'
import { compile } from './compile.ts'
import { readPipeline } from './graph.ts'
import { goesOnAs } from './taps.ts'

const compiled = (alerts: string, durability = 'safe', where = 'n > 0') => {
  const { pipeline, issues } = readPipeline(`millrace: 1
name: x
durability: ${durability}
nodes:
  lines: { type: connect.file, config: { path: in.jsonl } }
  decode: { type: collect.decode, config: { codec: json, fields: { k: string, n: long, more: long } } }
  some: { type: compose.filter, config: { where: ${where} } }
  count: { type: compose.aggregate, config: { keys: [k], window: { kind: none }, aggs: [{ name: c, fn: count }, { name: s, fn: sum, field: n }], output: update } }
  slim: { type: compose.map, config: { remove: [s] } }
  file: { type: consign.discard }
wires: [lines -> decode -> some -> count -> slim -> file]
alerts: ${alerts}
`)
  expect(issues).toEqual([])
  return compile(pipeline!, catalogue)
}
const calm = compiled('[]')
const rule = (on: string, field: string, more = '') => compiled(`[{ name: r, on: ${on}, field: ${field}, above: 1${more} }]`)
const goesOn = (from: typeof calm, to: typeof calm) => goesOnAs(from.plan!, to.plan!)

test('a run goes on with rules on fields that pass where it can be looked at', () => {
  expect(goesOn(calm, rule('decode', 'n'))).toBe(true)
  expect(goesOn(calm, rule('count', 's'))).toBe(true) // read by nobody, and there
  expect(goesOn(calm, rule('file', 'c'))).toBe(true)
  expect(goesOn(rule('decode', 'n'), calm)).toBe(true)
  expect(goesOn(rule('some', 'n'), rule('some', 'n', ', for: 5s, severity: critical'))).toBe(true)
})

test('it does not go on where nobody can look yet, or when more has changed', () => {
  expect(goesOn(calm, rule('decode', 'more'))).toBe(false) // not decoded
  expect(goesOn(calm, rule('decode', 'n', `, message: "\${more}"`))).toBe(false)
  expect(goesOn(calm, rule('some', 'n'))).toBe(false) // inside a loop
  expect(goesOn(rule('some', 'n'), rule('some', 'n', `, message: "\${k}"`))).toBe(true)
  expect(goesOn(calm, compiled('[]', 'safe', 'n > 1'))).toBe(false)
})

test('what a deploy will do says which rules restart the run, and promises nothing else', () => {
  const effect = (from: typeof calm, to: typeof calm) => classifyChange(from, to).map(({ at, effect }) => [at.rule ?? at.node, effect])
  expect(effect(calm, rule('count', 'c'))).toEqual([['r', 'hot']])
  expect(effect(calm, rule('some', 'n'))).toEqual([['r', 'restart-keep-state']])
  // without a journal a restart would lose all, but there is none
  expect(effect(compiled('[]', 'fast'), compiled('[{ name: r, on: count, field: c, above: 1 }]', 'fast'))).toEqual([['r', 'hot']])
})
