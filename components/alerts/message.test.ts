import { expect, test } from 'vitest'
import { type AlertStatus, type Rule, ruleSchema } from '../../core/alert.ts'
import { formatOf } from '../ui/format.ts'
import { messageOf, saysCondition } from './message.ts'

const format = formatOf('zh')
const rule = (settings: object): Rule => ruleSchema.parse({ name: 'slow', ...settings })
const status: AlertStatus = {
  pipeline: 'p',
  rule: 'slow',
  on: 'pipeline',
  severity: 'warning',
  state: 'firing',
  since: 0,
  value: 812,
  message: 'Latency p99 is 812 ms, above 500 ms',
  acknowledged: null,
  silencedUntil: null,
  event: 1,
}
const slow = rule({ metric: 'latency.p99', above: 500 })

test('a message is said in the language of the page', () => {
  expect(messageOf(status, slow, 'zh', format)).toBe('延迟 p99：812 ms，高于 500 ms')
  expect(messageOf(status, slow, 'en', formatOf('en'))).toBe('Latency p99 is 812 ms, above 500 ms')
})

test("the author's own words stay, as do the server's until the rule is known", () => {
  const own = { ...status, message: 'Call Li: 812' }
  expect(messageOf(own, rule({ metric: 'latency.p99', above: 500, message: `Call Li: \${value}` }), 'zh', format)).toBe('Call Li: 812')
  expect(messageOf(status, null, 'zh', format)).toBe(status.message)
})

test('why an alert ended is translated without the rule', () => {
  expect(messageOf({ ...status, message: 'the rule was taken away' }, null, 'zh', format)).toBe('规则已被移除')
})

test('only of a rule that is well is its condition said, and not where there is to tell why', () => {
  expect(saysCondition({ state: 'normal', message: '' })).toBe(true)
  expect(saysCondition({ state: 'normal', message: 'Latency p99 is 3 ms, back to normal' })).toBe(true)
  expect(saysCondition({ state: 'normal', message: 'the pipeline does not run any more' })).toBe(false)
  for (const state of ['pending', 'firing', 'recovering', 'noData', 'error'] as const)
    expect(saysCondition({ state, message: 'x' })).toBe(false)
})
