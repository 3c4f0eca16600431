import { describe, expect, test } from 'vitest'
import { catalogue } from '../nodes/types.gen.ts'
import type { AnyNodeType } from './node-type.ts'
import type { Shape } from './shape.ts'
import { type TrialRow, trialOf } from './trial.ts'

const types: readonly [string, AnyNodeType][] = Object.entries(catalogue)
const shapeOf = (fields: Readonly<Record<string, Shape['fields'][number]['type']>>): Shape => ({
  fields: Object.entries(fields).map(([name, type]) => ({ name, type })),
  time: null,
})
const sorted = (rows: readonly object[] | undefined): string[] =>
  (rows ?? []).map((row) => JSON.stringify(Object.fromEntries(Object.entries(row).sort()))).sort()

/** The types whose work on a record depends on nothing else. */
const tried = ['collect.event-time', 'compose.filter', 'compose.map', 'compose.route', 'compose.split', 'compose.union']

const cases = types.flatMap(([id, type]) =>
  tried.includes(id)
    ? type.examples.flatMap((example) =>
        example.given?.rows === undefined || example.expect === undefined ? [] : [[`${id}: ${example.title.en}`, type, example] as const],
      )
    : [],
)

test('there are examples to try', () => expect(cases.length).toBeGreaterThan(6))

test.each(cases)('%s', (_, type, { config, given, expect: wanted }) => {
  const trial = trialOf(type, type.config.parse(config), shapeOf(given!.fields ?? {}), () => 0)!
  const left: Record<string, TrialRow[]> = {}
  for (const row of given!.rows!.flat() as TrialRow[])
    for (const [port, rows] of Object.entries(trial(row))) left[port] = [...(left[port] ?? []), ...rows]
  const ports = { ...wanted!.ports, ...(wanted!.out === undefined ? {} : { out: wanted!.out }) }
  for (const [port, rows] of Object.entries(ports)) expect([port, sorted(left[port])]).toEqual([port, sorted(rows as object[])])
})

describe('a node that cannot be tried', () => {
  test('because it needs other records, or the outside', () => {
    for (const id of ['compose.aggregate', 'connect.tcp-client', 'consume.live-table', 'control.threshold'] as const) {
      const type: AnyNodeType = catalogue[id]
      expect([id, trialOf(type, type.config.parse(type.examples[0].config), shapeOf({ word: 'string' }), () => 0)]).toEqual([id, null])
    }
  })
  test('because of a mistake', () => {
    const type: AnyNodeType = catalogue['compose.filter']
    expect(trialOf(type, { where: 'n > ' }, shapeOf({ n: 'long' }), () => 0)).toBe(null)
    expect(trialOf(type, { where: 'nn > 2' }, shapeOf({ n: 'long' }), () => 0)).toBe(null)
  })
})
