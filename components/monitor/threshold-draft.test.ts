import { expect, test } from 'vitest'
import { ruleSchema } from '../../core/alert.ts'
import { draftOf, moved, newThreshold, recoveringAt } from './threshold-draft.ts'
import { ruleOf } from './threshold-rule.ts'

const rule = (settings: object) => ruleSchema.parse({ name: 'slow', metric: 'latency.p99', for: '10s', ...settings })

test('the level of recovery keeps its distance when the threshold moves, and never falls below zero', () => {
  const draft = draftOf({ rule: rule({ above: 100, recover: 80 }), value: 100, recover: 80 })
  expect(moved(draft, 150)).toMatchObject({ value: 150, recover: 130, for: '10s' })
  expect(moved(draft, 10).recover).toBe(0)
  // what is suggested follows the figures instead
  expect(moved(newThreshold('pipeline', 'cpu', 1), 2)).toMatchObject({ value: 2, recover: 'suggested' })
})

test('the level of recovery stops at the threshold, from either side', () => {
  const above = draftOf({ rule: rule({ above: 100, recover: 80 }), value: 100, recover: 80 })
  expect([recoveringAt(above, 90).recover, recoveringAt(above, 120).recover]).toEqual([90, 100])
  const below = draftOf({ rule: rule({ below: 10, recover: 20 }), value: 10, recover: 20 })
  expect([recoveringAt(below, 15).recover, recoveringAt(below, 5).recover]).toEqual([15, 10])
})

test('a threshold without a number makes no rule', () => {
  const draft = { ...newThreshold('a', 'recordsOut', Number.NaN), recover: null }
  expect(ruleOf(draft)).toBeNull()
  expect(ruleOf({ ...draft, value: 5 })).toMatchObject({ on: 'a', metric: 'recordsOut', above: 5, for: 30_000 })
})
