import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { AlertEvent, AlertState } from '../core/alert.ts'
import { KEPT, RUNS_KEPT, startRetention } from './retention.ts'
import { openStore } from './store/prisma-store.ts'
import type { NewDelivery, Store, StoredAlert } from './store/store.ts'
import { HandClock } from './testing/clock.ts'

const DAY = 24 * 3_600_000
const START = 1_700_000_000_000
let clock: HandClock
let home: string
let store: Store
const told: { counts: object; message: string }[] = []
const log = {
  info: (counts: object, message: string) => void told.push({ counts, message }),
  warn: (given: object, message: string) => void told.push({ counts: given, message }),
} as unknown as Parameters<typeof startRetention>[0]['log']

beforeEach(async () => {
  told.length = 0
  clock = new HandClock(START)
  home = fs.mkdtempSync(path.join(os.tmpdir(), 'millrace-retention-'))
  store = await openStore(path.join(home, 'millrace.db'), clock)
  await store.pipelines.create('a', 'A', '')
  await store.pipelines.create('b', 'B', '')
  for (const name of ['a', 'b']) await store.pipelines.addVersion(name, 'text', null)
})
afterEach(async () => {
  await store.close()
  fs.rmSync(home, { recursive: true })
})

/** Forgets once, as at a start. */
async function sweep(): Promise<void> {
  const last = Promise.withResolvers<number>()
  const end = startRetention({ store, clock, log, others: { last: () => reached(last) } })
  await last.promise
  await end()
}

async function reached(mark: PromiseWithResolvers<number>): Promise<number> {
  mark.resolve(0)
  return mark.promise
}

/** An event of a rule of its own, with a delivery in a state. */
async function raise(rule: string, to: AlertState, delivery: 'waiting' | 'delivered'): Promise<AlertEvent> {
  const at = clock.now()
  const about = { pipeline: 'a', rule, on: 'out', severity: 'warning', value: 1, message: 'm', acknowledged: null } as const
  const status: StoredAlert = { ...about, state: to, since: at, silencedUntil: null, event: null, brokenSince: null }
  const message: Omit<NewDelivery, 'event'> = { pipeline: 'a', rule, target: 't', url: 'http://127.0.0.1/', body: '{}', nextAt: at }
  const event = await store.alerts.save(
    status,
    { ...about, from: 'pending', to, at, sample: null },
    { begins: to === 'firing', deliveries: ({ id }) => [{ ...message, event: id }] },
  )
  if (delivery === 'delivered') {
    const [{ id }] = await store.alerts.deliveries(1)
    await store.alerts.attempted(id, { attempts: 1, nextAt: at, answer: '200', state: 'delivered' })
  }
  return event!
}
const rules = async () => (await store.alerts.events({ limit: 100 })).map(({ rule }) => rule).sort()
const deliveries = async () => (await store.alerts.deliveries(100)).map(({ rule }) => rule).sort()

test('old events and deliveries go, but none by which a rule fires and none that is still to be sent', async () => {
  await raise('over', 'normal', 'delivered')
  await raise('fires', 'firing', 'delivered')
  await raise('unsent', 'normal', 'waiting')
  clock.advance(KEPT.deliveries)
  await raise('newer', 'normal', 'delivered')
  await sweep()
  expect(await deliveries()).toEqual(['fires', 'newer', 'over', 'unsent'])
  clock.advance(1)
  await sweep()
  expect(await deliveries()).toEqual(['newer', 'unsent'])
  expect(await rules()).toEqual(['fires', 'newer', 'over', 'unsent'])
  clock.advance(KEPT.events - KEPT.deliveries)
  await sweep()
  expect(await rules()).toEqual(['fires', 'newer', 'unsent'])
  expect((await store.alerts.statuses()).find(({ rule }) => rule === 'fires')?.event).not.toBe(null)
  expect((await store.alerts.due(clock.now(), 10)).map(({ rule }) => rule)).toEqual(['unsent'])
  expect(told.map(({ counts }) => counts)).toEqual([{ deliveries: 2 }, { deliveries: 1, events: 1 }])
})

test('of each pipeline the newest runs stay, and those that have not ended; restarts go by age', async () => {
  const run = async (pipeline: string, id: string, ends: boolean): Promise<void> => {
    clock.advance(1)
    await store.runs.begin({ id, pipeline, version: 1, startedAt: clock.now() })
    if (ends) await store.runs.update(id, { state: 'stopped', endedAt: clock.now() })
  }
  await run('a', 'open', false)
  await store.runs.update('open', { state: 'backoff', restarts: 1, error: { code: 'RUN_DIED', message: 'killed' } })
  for (let i = 0; i < RUNS_KEPT + 3; i++) await run('a', `a${i}`, true)
  await run('b', 'b0', true)
  const count = async (pipeline: string) => (await store.runs.list(pipeline, 1000)).length
  await sweep()
  expect(await count('a')).toBe(RUNS_KEPT + 4)
  clock.advance(KEPT.runs + 1)
  await sweep()
  const left = (await store.runs.list('a', 1000)).map(({ id }) => id)
  expect(left).toHaveLength(RUNS_KEPT + 1)
  expect([left.at(-2), left.at(-1)]).toEqual(['a3', 'open'])
  expect(await count('b')).toBe(1)
  expect(told.map(({ counts }) => counts)).toEqual([{ runs: 3, restarts: 1 }])
  expect((await store.marks.between('a', START, START + DAY)).filter(({ kind }) => kind === 'restart')).toEqual([])
})

test('once a day, whatever failed the day before; what else is to be forgotten is asked', async () => {
  const asked: number[] = []
  const swept = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const others = {
    sessions: async () => {
      asked.push(clock.now() - START)
      swept[asked.length - 1].resolve()
      if (asked.length === 1) throw new Error('the disk is full')
      return 2
    },
  }
  const end = startRetention({ store, clock, log, others })
  await swept[0].promise
  await until(() => clock.waiting === 1)
  clock.advance(DAY)
  await swept[1].promise
  await until(() => clock.waiting === 1)
  await end()
  clock.advance(2 * DAY)
  expect(asked).toEqual([0, DAY])
  expect(told.map(({ message }) => message)).toEqual([
    'not all that is old could be forgotten; the next attempt is in a day',
    'what is old was forgotten',
  ])
})

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve))
}
