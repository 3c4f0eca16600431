import { setImmediate } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import type { AlertEvent } from '../../core/alert.ts'
import {
  alerts,
  bus,
  busy,
  changes,
  clock,
  events,
  frame,
  load,
  problems,
  rule,
  rules,
  S,
  START,
  state,
  status,
  store,
  tap,
  told,
} from '../testing/alerting.ts'
import { eventually } from '../testing/eventually.ts'

describe('a rule from frames to events', () => {
  test('what the rules on a field saw is there for the next one, until none looks', () => {
    const history = () => alerts.fieldHistory('host', 'cpu', 'load')
    rules([busy()])
    load(50)
    load(60)
    frame()
    expect(history()).toEqual({ from: START + S, step: S, least: [1, 1, null], most: [50, 60, null] })
    rules([rule({ name: 'calm', field: 'load', below: 10 })])
    frame({ taps: { calm: tap(70) } })
    expect(history().most).toEqual([50, 60, null, 70])
    rules([])
    expect(history().most).toEqual([])
  })

  test('on a field: pending, firing, recovering, normal; kept before it is told', async () => {
    const kept: (AlertEvent | undefined)[] = []
    bus.on('alert', async ({ event }) => {
      if (event !== null) kept.push((await store.alerts.events({ limit: 50 })).find(({ id }) => id === event.id))
    })
    rules([busy({ for: '2s', keepFiring: '2s', recover: 70, message: `CPU at \${value} %, process \${process}` })])
    state('running')
    const sample = '{"load":95,"process":"gzip"}'
    for (const value of [50, 95, 95]) load(value)
    expect(status()).toMatchObject({ state: 'pending', value: 95, since: START + 2 * S, message: `CPU at 95 %, process \${process}` })
    frame({ taps: { busy: tap(95, sample) } })
    for (const value of [75, 60, 60, 60]) load(value)
    const all = await events(3)
    expect(all.map(({ from, to, at, value, message }) => ({ from, to, at, value, message }))).toEqual([
      { from: 'pending', to: 'firing', at: START + 4 * S, value: 95, message: 'CPU at 95 %, process gzip' },
      { from: 'firing', to: 'recovering', at: START + 6 * S, value: 60, message: 'load of cpu is 60, recovering' },
      { from: 'recovering', to: 'normal', at: START + 8 * S, value: 60, message: 'load of cpu is 60, back to normal' },
    ])
    expect(all[0]).toMatchObject({ pipeline: 'host', rule: 'busy', on: 'cpu', severity: 'warning', sample, acknowledged: null })
    await eventually(() => expect(kept).toEqual(all))
    expect(told.map(({ status }) => `${status.state} ${status.event}`)).toEqual([
      'normal null',
      'pending null',
      `firing ${all[0].id}`,
      `recovering ${all[0].id}`,
      'normal null',
    ])
  })

  test('below looks at the smallest value of the second', async () => {
    rules([rule({ field: 'load', below: 1 }), rule({ name: 'idle', field: 'load', below: 2 })])
    frame({ taps: { busy: tap(50), idle: tap(50) } })
    expect(await changes(1)).toEqual(['normal firing'])
    expect(told.at(-1)!.status.rule).toBe('idle')
  })

  test('on metrics of a node, a wire and the pipeline; quiet seconds have no latency', async () => {
    rules([
      rule({ name: 'errors', metric: 'errors', above: 0 }),
      rule({ name: 'full', on: 'cpu.out>out.in', metric: 'fill', above: 0.5 }),
      rule({ name: 'slow', on: 'pipeline', metric: 'latency.p99', above: 10 }),
    ])
    frame()
    frame({ errors: { cpu: { BAD: 2 } }, wires: { fill: [0.9] }, nodes: { latency: [null, [0, 500, 3]] } })
    frame({ errors: { cpu: { BAD: 2 } }, wires: { fill: [0.9] } })
    frame()
    expect((await events(5)).map(({ rule, to }) => `${rule} ${to}`)).toEqual([
      'errors firing',
      'full firing',
      'slow firing',
      'errors normal',
      'full normal',
    ])
    expect(alerts.statuses().map(({ state }) => state)).toEqual(['normal', 'normal', 'firing'])
  })

  test('silence of a node and of a wire', async () => {
    rules([rule({ silence: '3s' }), rule({ name: 'wire', on: 'cpu.out>out.in', silence: '3s' })])
    frame({ nodes: { recordsOut: [5, 0] }, wires: { records: [5] } })
    for (let i = 0; i < 3; i++) frame({ wires: { records: [1] } })
    frame({ nodes: { recordsOut: [5, 0] } })
    expect((await events(2)).map(({ rule, message }) => `${rule}: ${message}`)).toEqual([
      'busy: no records from cpu for 3.0 s',
      'busy: records from cpu again',
    ])
  })

  test('a run that does not have what the rule watches', async () => {
    rules([rule({ on: 'nowhere', metric: 'errors', above: 0 }), rule({ name: 'constructor', field: 'x', above: 0 })])
    for (let i = 0; i < 6; i++) frame()
    expect(await changes(1)).toEqual(['normal error'])
    expect(status()).toMatchObject({ rule: 'busy', state: 'error', message: 'nowhere is no part of what runs' })
    expect(alerts.statuses('host')[1].state).toBe('normal')
  })
})

describe('frames that do not come', () => {
  test('no data, while the pipeline should run; a run that is killed is back before', async () => {
    rules([busy({ noData: 'alert' })])
    state('running')
    load(50)
    state('backoff')
    clock.advance(4 * S)
    state('running')
    load(50)
    await setImmediate()
    expect(status().state).toBe('normal')
    state('failed')
    clock.advance(7 * S)
    expect(await changes(1)).toEqual(['normal noData'])
    expect(status()).toMatchObject({ state: 'noData', message: 'the run sends no figures', event: told.at(-1)!.event!.id })
    state('starting')
    load(50)
    expect(await changes(2)).toEqual(['normal noData', 'noData normal'])
  })

  test('a run that is down is silent', async () => {
    rules([rule({ silence: '60s' })])
    state('running')
    frame({ nodes: { recordsOut: [1, 0] } })
    state('failed')
    clock.advance(60 * S)
    expect(status().state).toBe('normal')
    clock.advance(2 * S)
    expect(await changes(1)).toEqual(['normal firing'])
  })

  test('a pipeline that was stopped has no alerts, but a deploy is no stop', async () => {
    rules([busy()])
    state('running')
    load(95)
    for (const name of ['draining', 'stopped', 'starting', 'running'] as const) {
      clock.advance(3 * S)
      state(name)
    }
    load(95)
    state('stopped')
    clock.advance(9 * S)
    expect(await changes(1)).toEqual(['normal firing'])
    clock.advance(2 * S)
    expect(await changes(2)).toEqual(['normal firing', 'firing normal'])
    expect(status().message).toBe('the pipeline does not run any more')
  })
})

describe('rules that change', () => {
  test('the same rule with another threshold goes on; one that watches something else begins anew', async () => {
    rules([busy()])
    load(95)
    await events(1)
    rules([busy({ above: 90 })])
    load(91)
    expect(status().state).toBe('firing')
    rules([busy({ field: 'other' })])
    expect(await changes(2)).toEqual(['normal firing', 'firing normal'])
    expect((await events(2))[1].message).toBe('the rule watches something else now')
    expect(status()).toMatchObject({ state: 'normal', event: null, value: null })
  })

  test('a rule that is taken away ends with an event and is forgotten', async () => {
    rules([busy(), rule({ name: 'calm', metric: 'errors', above: 0 })])
    load(95)
    await events(1)
    rules([])
    const all = await events(2)
    expect(all[1]).toMatchObject({ from: 'firing', to: 'normal', message: 'the rule was taken away' })
    expect(alerts.statuses()).toEqual([])
    await alerts.close()
    expect(await store.alerts.statuses()).toEqual([])
  })

  test('a pipeline that is deleted', async () => {
    rules([busy()])
    load(95)
    await events(1)
    await store.pipelines.remove('host')
    rules([])
    bus.emit('changed', { name: 'host', deleted: true })
    await eventually(() => expect(told.at(-1)).toMatchObject({ event: null, status: { state: 'normal' } }))
    expect(alerts.statuses()).toEqual([])
    expect(problems).toEqual([])
  })
})
