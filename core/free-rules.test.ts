import { expect, test } from 'vitest'
import { type Rule, ruleSchema } from './alert.ts'
import { freeRules } from './free-rules.ts'
import type { Delivery, Plan, PlanOp } from './plan.ts'
import { isFreeRule } from './silence.ts'

const source = (node: string, delivery: Delivery): PlanOp =>
  ({ id: node, node, body: { op: 'source', delivery, receiver: null, fields: null }, inputs: [], used: [] }) as unknown as PlanOp
const plan: Pick<Plan, 'ops'> = {
  ops: [source('file', 'replay'), source('tcp', 'push'), source('queue', 'redeliver'), { ...source('out', 'push'), body: { op: 'sink' } }],
}
const rule = (settings: object): Rule => ruleSchema.parse({ name: 'own', ...settings })
const names = (...rules: Rule[]) => freeRules(plan, rules).map(({ name }) => name)

test('sources to which others send are watched for silence', () => {
  expect(freeRules(plan, [])).toEqual([
    { name: 'silence-tcp', on: 'tcp', silence: 60_000, severity: 'info', for: 0, keepFiring: 0, noData: 'keep' },
    { name: 'silence-queue', on: 'queue', silence: 60_000, severity: 'info', for: 0, keepFiring: 0, noData: 'keep' },
  ])
})

test('they are known by their names', () => {
  for (const { name, on } of freeRules(plan, [])) expect(isFreeRule({ rule: name, on })).toBe(true)
  expect(isFreeRule({ rule: 'silence-tcp', on: 'queue' })).toBe(false)
})

test('a rule of the document takes their place', () => {
  expect(names(rule({ on: 'tcp', silence: '5s' }))).toEqual(['silence-queue'])
  expect(names(rule({ name: 'silence-tcp', on: 'tcp', metric: 'errors', above: 0 }))).toEqual(['silence-queue'])
  expect(names(rule({ on: 'tcp', metric: 'errors', above: 0 }), rule({ on: 'file', silence: '5s' }))).toEqual([
    'silence-tcp',
    'silence-queue',
  ])
})
