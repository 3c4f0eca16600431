import { describe, expect, test } from 'vitest'
import type { AlertEvent, AlertState, AlertStatus } from '../../core/alert.ts'
import type { Severity } from '../../core/severity.ts'
import { UNTIL_RESOLVED } from '../../core/silence.ts'
import { firingOf } from '../hooks/alerts.ts'
import { lastedBefore, tellingOf, tomorrowMorning } from './facts.ts'
import { firedSpans } from './fired.ts'
import { rulesOf } from './groups.ts'

const NOW = 1_000_000
const status = (rule: string, state: AlertState, more: Partial<AlertStatus> = {}): AlertStatus => ({
  pipeline: 'p',
  rule,
  on: 'n',
  severity: 'warning',
  state,
  since: NOW,
  value: 1,
  message: '',
  acknowledged: null,
  silencedUntil: null,
  event: null,
  ...more,
})
const event = (id: number, rule: string, from: AlertState, to: AlertState, at: number): AlertEvent => ({
  ...status(rule, to),
  id,
  from,
  to,
  at,
  sample: null,
})
const names = (list: readonly AlertStatus[]) => list.map(({ rule }) => rule)

describe('groups', () => {
  const all = [
    status('a', 'normal'),
    status('b', 'firing', { since: NOW - 5 }),
    status('c', 'firing'),
    status('d', 'firing', { silencedUntil: NOW + 1 }),
    status('e', 'noData'),
    status('f', 'error'),
    status('g', 'pending', { silencedUntil: NOW }),
    status('h', 'firing', { silencedUntil: UNTIL_RESOLVED }),
    status('i', 'firing', { severity: 'critical', since: NOW - 9 }),
  ]
  test('a silenced rule stands under its own tab until the silence is over', () => {
    expect(names(rulesOf(all, 'firing', NOW))).toEqual(['i', 'c', 'b'])
    expect(names(rulesOf(all, 'silenced', NOW))).toEqual(['d', 'h'])
    expect(names(rulesOf(all, 'pending', NOW))).toEqual(['g'])
    expect(names(rulesOf(all, 'firing', NOW + 1))).toEqual(['i', 'c', 'd', 'b'])
  })
  test('what cannot be evaluated stands with what has no data, and all rules with the worst first', () => {
    expect(names(rulesOf(all, 'noData', NOW))).toEqual(['f', 'e'])
    expect(names(rulesOf(all, 'rules', NOW))).toEqual(['i', 'c', 'd', 'h', 'b', 'f', 'e', 'g', 'a'])
  })
  test('the bell counts what fires and is not silenced, the worst first', () => {
    const severe = (rule: string, severity: Severity, since = NOW) => status(rule, 'firing', { severity, since })
    const list = [
      severe('i', 'info'),
      severe('w', 'warning', NOW - 1),
      severe('c', 'critical'),
      severe('v', 'warning'),
      status('s', 'firing', { silencedUntil: NOW + 1 }),
    ]
    expect(names(firingOf(list, NOW))).toEqual(['c', 'v', 'w', 'i'])
  })
})

test('toasts tell what matters: not what was never told, and not the same twice', () => {
  const told = (from: AlertState, to: AlertState) => tellingOf({ from, to })
  expect(told('normal', 'firing')).toBe('alerts.toast-firing')
  expect(told('recovering', 'firing')).toBe(null)
  expect(told('firing', 'recovering')).toBe(null)
  expect(told('recovering', 'normal')).toBe('alerts.toast-resolved')
  expect(told('pending', 'normal')).toBe(null)
  expect(told('normal', 'noData')).toBe('alerts.toast-noData')
  expect(told('normal', 'error')).toBe('alerts.toast-error')
})

test('how long an alert lasted is known once its beginning is loaded', () => {
  const events = [event(4, 'a', 'firing', 'normal', 900), event(3, 'b', 'normal', 'firing', 800), event(2, 'a', 'normal', 'firing', 500)]
  expect(lastedBefore(events[0], events)).toBe(400)
  expect(lastedBefore(events[2], events)).toBe(null)
})

test('tomorrow at nine is in the time of the browser, also when the clock changes', () => {
  for (const day of [new Date(2026, 2, 28, 23, 30), new Date(2026, 9, 24, 8, 0), new Date(2026, 11, 31, 9, 0)]) {
    const next = new Date(tomorrowMorning(day.getTime()))
    expect([next.getHours(), next.getMinutes(), next.getSeconds()]).toEqual([9, 0, 0])
    expect(new Date(day.getFullYear(), day.getMonth(), day.getDate() + 1).toDateString()).toBe(next.toDateString())
  }
})

describe('when a rule fired', () => {
  const spans = (now: AlertStatus, ...events: AlertEvent[]) => firedSpans(now, events.toReversed(), 100, 200)
  const fired = event(1, 'a', 'pending', 'firing', 120)
  const over = event(3, 'a', 'recovering', 'normal', 130)
  test('from its beginning to its end, recovering included', () => {
    const recovering = event(2, 'a', 'firing', 'recovering', 125)
    expect(spans(status('a', 'normal'), fired, recovering, over)).toEqual([{ from: 120, to: 130 }])
  })
  test('until now while it still does; other rules do not count', () => {
    const again = event(4, 'a', 'normal', 'firing', 150)
    const other = event(5, 'b', 'firing', 'normal', 160)
    expect(spans(status('a', 'firing', { since: 150 }), fired, over, again, other)).toEqual([
      { from: 120, to: 130 },
      { from: 150, to: 200 },
    ])
  })
  test('what began before is cut, and known from its end or from the present state alone', () => {
    expect(spans(status('a', 'normal'), over)).toEqual([{ from: 100, to: 130 }])
    expect(spans(status('a', 'firing', { since: 50 }))).toEqual([{ from: 100, to: 200 }])
    expect(spans(status('a', 'normal'), { ...fired, at: 40 }, { ...over, at: 60 })).toEqual([])
  })
})
