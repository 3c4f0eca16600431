import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { UNTIL_ENDED, UNTIL_RESOLVED } from '../../core/silence.ts'
import { openDoor } from '../store/door.ts'
import {
  alerts,
  busy,
  changes,
  clock,
  events,
  frame,
  home,
  load,
  problems,
  receiver,
  restart,
  rule,
  rules,
  S,
  START,
  state,
  status,
  store,
  target,
  told,
} from '../testing/alerting.ts'
import { eventually } from '../testing/eventually.ts'

describe('a restart of the server', () => {
  test('firing stays firing without a second event, and recovers', async () => {
    rules([busy()])
    load(95)
    const [{ id }] = await events(1)
    await alerts.acknowledge(id)
    await restart()
    expect(status()).toMatchObject({ state: 'firing', event: id, value: 95, since: START + S, acknowledged: START + S })
    clock.advance(30 * S)
    rules([busy()])
    state('starting')
    clock.advance(3 * S)
    load(95)
    expect(status()).toMatchObject({ state: 'firing', event: id })
    load(50)
    expect(await changes(1)).toEqual(['firing normal'])
  })

  test('pending goes on', async () => {
    rules([busy({ for: '10s' })])
    for (let i = 0; i < 5; i++) load(95)
    await restart()
    rules([busy({ for: '10s' })])
    clock.advance(4 * S)
    expect(status().state).toBe('pending')
    load(95)
    load(95)
    expect(await changes(1)).toEqual(['pending firing'])
    expect(status().since).toBe(START + 11 * S)
  })

  test('how long it had been quiet is not made up', async () => {
    rules([rule({ silence: '60s' })])
    frame()
    await alerts.silence('host', 'busy', clock.now() + 1) // which keeps the status in the midst of it
    await restart()
    clock.advance(3600 * S)
    rules([rule({ silence: '60s' })])
    frame()
    expect(status()).toMatchObject({ state: 'normal', value: 1000 })
  })

  test('a pipeline that does not run again has no alerts', async () => {
    rules([busy()])
    load(95)
    await events(1)
    await restart()
    clock.advance(60 * S)
    rules([busy()])
    clock.advance(9 * S) // it may be about to start
    expect(status().state).toBe('firing')
    clock.advance(2 * S)
    expect(await changes(1)).toEqual(['firing normal'])
  })
})

describe('acknowledging and silencing', () => {
  test('acknowledged until the next alert', async () => {
    rules([busy()])
    load(95)
    const [{ id }] = await events(1)
    clock.advance(S)
    expect(await alerts.acknowledge(id)).toMatchObject({ id, acknowledged: clock.now() })
    expect(status()).toMatchObject({ acknowledged: clock.now(), event: id })
    await eventually(() => expect(told.at(-1)).toMatchObject({ event: null, status: { acknowledged: clock.now(), event: id } }))
    load(50)
    load(95)
    const all = await events(3)
    expect(status()).toMatchObject({ state: 'firing', acknowledged: null, event: all[2].id })
    await expect(alerts.acknowledge(999)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect((await alerts.events({ limit: 9 })).map(({ acknowledged }) => acknowledged)).toEqual([null, null, START + 2 * S])
  })

  test('a silenced rule is kept and told to pages, and to nobody else; what outlasts the silence is told then', async () => {
    const { url, got } = await receiver()
    rules([busy()], [target(url)])
    state('running')
    expect(await alerts.silence('host', 'busy', clock.now() + 60 * S)).toMatchObject({ silencedUntil: START + 60 * S })
    load(95)
    load(50)
    load(95)
    expect(await changes(3)).toEqual(['normal firing', 'firing normal', 'normal firing'])
    expect(await store.alerts.deliveries(9)).toEqual([])
    await restart()
    rules([busy()], [target(url)])
    state('running')
    for (let i = 0; i < 58; i++) load(95)
    expect(status()).toMatchObject({ state: 'firing', silencedUntil: null })
    await eventually(() => expect(got).toMatchObject([{ rule: 'busy', state: { to: 'firing' } }]))
    load(50)
    await eventually(() => expect(got).toMatchObject([{}, { state: { to: 'normal' } }]))
  })

  test('a silence until resolved ends with the alert, of which nobody hears', async () => {
    const { url, got } = await receiver()
    rules([busy()], [target(url)])
    load(95)
    await eventually(() => expect(got).toHaveLength(1))
    expect(await alerts.silence('host', 'busy', UNTIL_RESOLVED)).toMatchObject({ silencedUntil: UNTIL_RESOLVED })
    load(96)
    expect(status().silencedUntil).toBe(UNTIL_RESOLVED)
    load(50)
    expect(status().silencedUntil).toBe(null)
    load(95)
    await eventually(() => expect(got.map(({ state }) => state.to)).toEqual(['firing', 'firing']))
    expect((await alerts.silence('host', 'busy', null)).silencedUntil).toBe(null)
  })

  test('a silence until it is ended outlasts alerts and the server', async () => {
    rules([busy()])
    await alerts.silence('host', 'busy', UNTIL_ENDED)
    load(95)
    load(50)
    await restart()
    rules([busy()])
    load(50)
    expect(status()).toMatchObject({ state: 'normal', silencedUntil: UNTIL_ENDED })
    expect((await alerts.silence('host', 'busy', null)).silencedUntil).toBe(null)
  })

  test('a silence may be ended by hand; one in the past is none', async () => {
    rules([busy()])
    await alerts.silence('host', 'busy', START + S)
    expect(await alerts.silence('host', 'busy', null)).toMatchObject({ silencedUntil: null })
    expect(await alerts.silence('host', 'busy', START - S)).toMatchObject({ silencedUntil: null })
    await expect(alerts.silence('host', 'other', null)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(alerts.silence('other', 'busy', null)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})

test('targets hear that an alert begins and that it is over', async () => {
  const { url, got } = await receiver()
  rules([busy()], [target(url)])
  load(95)
  load(96)
  load(50)
  await eventually(() => expect(got).toMatchObject([{ rule: 'busy', state: { to: 'firing' } }, { state: { to: 'normal' } }]))
  await eventually(async () =>
    expect(await alerts.deliveries(9)).toMatchObject([
      { target: 'hook', state: 'delivered', attempts: 1, url },
      { target: 'hook', state: 'delivered', attempts: 1 },
    ]),
  )
  expect((await alerts.deliveries(1))[0]).not.toHaveProperty('body')
  expect(await alerts.sendTest(url)).toMatchObject({ status: 204, problem: null })
})

describe('trouble with the store', () => {
  test('does not stop evaluation, is told, and what waited is kept afterwards', async () => {
    rules([busy()])
    await eventually(() => expect(told).toHaveLength(1))
    const blocker = await openDoor(path.join(home, 'millrace.db'), 0)
    await blocker.connection.executeScript('BEGIN IMMEDIATE')
    load(95)
    await eventually(() => expect(problems).toEqual([expect.stringMatching(/^changes of alerts wait for the store: /)]))
    load(50)
    load(95)
    expect(status()).toMatchObject({ state: 'firing', value: 95, event: null })
    expect(told).toHaveLength(1)
    await blocker.connection.executeScript('ROLLBACK')
    await blocker.close()
    clock.advance(30 * S)
    expect(await changes(3)).toEqual(['normal firing', 'firing normal', 'normal firing'])
    expect(await store.alerts.events({ limit: 9 })).toHaveLength(3)
    expect(problems[1]).toMatch(/^the store takes changes of alerts again, after \d+ failures; 0 changes of alerts were not kept$/)
  })

  test('at the end of the server what cannot be kept is counted', async () => {
    rules([busy()])
    await eventually(() => expect(told).toHaveLength(1))
    const blocker = await openDoor(path.join(home, 'millrace.db'), 0)
    await blocker.connection.executeScript('BEGIN IMMEDIATE')
    load(95)
    load(50)
    await eventually(() => expect(problems).toHaveLength(1))
    await alerts.close()
    expect(problems[1]).toMatch(/^the server ends, after 2 failures; 2 changes of alerts were not kept$/)
    await blocker.close()
  })
})
