import { expect, test } from 'vitest'
import { ruleSchema } from '../../core/alert.ts'
import { seriesId } from '../../core/protocol.ts'
import { tilesOf } from './tiles.ts'

const rule = (over: object) => ruleSchema.parse({ name: 'r', ...over })

test('thresholds stand on the chart of their figure; a figure that only a rule watches gets a chart of its own', () => {
  const tiles = tilesOf([
    rule({ name: 'slow', metric: 'latency.p99', above: 500, recover: 400 }),
    rule({ name: 'full', on: 'a.out>b.in', metric: 'fill', above: 0.9 }),
    rule({ name: 'fuller', on: 'a.out>b.in', metric: 'fill', above: 0.95, severity: 'critical' }),
    rule({ name: 'hot', on: 'a', field: 'cpu', above: 80 }),
    rule({ name: 'quiet', on: 'a', silence: '30s' }),
  ])
  const seen = Object.fromEntries(tiles.map((tile) => [tile.id, tile.thresholds.map((t) => [t.rule.name, t.value, t.recover])]))
  expect(seen.latency).toEqual([['slow', 500, 400]])
  expect(seen['a.out>b.in|fill']).toEqual([
    ['full', 0.9, null],
    ['fuller', 0.95, null],
  ])
  expect(Object.values(seen).flat()).toHaveLength(3)
})

test('every series can be asked for', () => {
  for (const { series } of tilesOf([rule({ name: 'full', on: 'a.out>b.in', metric: 'fill', above: 0.9 })]))
    for (const { id } of series) expect(seriesId.safeParse(id).success, id).toBe(true)
})
