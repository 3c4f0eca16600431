import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { AlertEvent } from '../../core/alert.ts'
import { HandClock } from '../testing/clock.ts'
import { openDoor } from './door.ts'
import { openStore } from './prisma-store.ts'
import type { Store, StoredAlert } from './store.ts'

const top = fs.mkdtempSync(path.join(os.tmpdir(), 'millrace-store-'))
afterAll(() => fs.rmSync(top, { recursive: true }))

const START = 1_700_000_000_000
let clock: HandClock
let file: string
let store: Store
beforeEach(async () => {
  clock = new HandClock(START)
  file = path.join(fs.mkdtempSync(path.join(top, 'x-')), 'home', 'millrace.db')
  store = await openStore(file, clock, { busyMs: 20 })
})
afterEach(() => store.close())

const reopen = async () => {
  await store.close()
  store = await openStore(file, clock, { busyMs: 20 })
}
const code = (promise: Promise<unknown>) => promise.then(() => 'done').catch((error) => error.code)

test('the database and what SQLite keeps beside it are their owner’s', () => {
  const mode = (name: string) => (fs.statSync(name).mode & 0o777).toString(8)
  expect([path.dirname(file), file, `${file}-wal`, `${file}-shm`].map(mode)).toEqual(['700', '600', '600', '600'])
})

describe('pipelines', () => {
  test('are made, listed by name, and read after a restart', async () => {
    const made = await store.pipelines.create('word-count', 'Word count', 'name: word-count\n')
    expect(made).toMatchObject({ name: 'word-count', title: 'Word count', live: null, wanted: false, createdAt: START, updatedAt: START })
    clock.advance(5)
    await store.pipelines.create('a', 'A', '')
    await store.pipelines.setWanted('word-count', true)
    await reopen()
    expect((await store.pipelines.list()).map(({ name, wanted }) => [name, wanted])).toEqual([
      ['a', false],
      ['word-count', true],
    ])
    expect(await store.pipelines.get('word-count')).toEqual({ ...made, wanted: true })
    expect(await store.pipelines.get('other')).toBe(null)
  })

  test('of two made at once under one name, one is refused', async () => {
    const made = await Promise.all([1, 2, 3].map((n) => code(store.pipelines.create('a', `A${n}`, ''))))
    expect(made.sort()).toEqual(['NAME_TAKEN', 'NAME_TAKEN', 'done'])
  })

  test('a draft is saved over the one that was read, and over no other', async () => {
    const { etag } = await store.pipelines.create('a', 'A', 'one')
    clock.advance(1000)
    const saved = await store.pipelines.saveDraft('a', 'A2', 'two', etag)
    expect(saved).toMatchObject({ draft: 'two', title: 'A2', updatedAt: START + 1000, createdAt: START })
    expect(saved.etag).not.toBe(etag)
    expect(await code(store.pipelines.saveDraft('a', 'A', 'three', etag))).toBe('DRAFT_CHANGED')
    const both = await Promise.all(['x', 'y'].map((draft) => code(store.pipelines.saveDraft('a', 'A', draft, saved.etag))))
    expect(both).toEqual(['done', 'DRAFT_CHANGED'])
    expect((await store.pipelines.saveDraft('a', 'A', 'one', null)).etag).toBe(etag)
    expect(await code(store.pipelines.saveDraft('b', 'B', '', null))).toBe('NO_PIPELINE')
  })

  test('versions are numbered from 1, also when two are made at once, and kept as they were', async () => {
    await store.pipelines.create('a', 'A', 'draft')
    const [one, two] = await Promise.all([
      store.pipelines.addVersion('a', 'text 1', null),
      store.pipelines.addVersion('a', 'text 2', 'why'),
    ])
    expect([one, two]).toEqual([
      { number: 1, createdAt: START, note: null },
      { number: 2, createdAt: START, note: 'why' },
    ])
    expect(await store.pipelines.versions('a')).toEqual([two, one])
    expect(await store.pipelines.versionText('a', 1)).toBe('text 1')
    expect(await store.pipelines.versionText('a', 3)).toBe(null)
    expect((await store.pipelines.get('a'))?.live).toBe(2)
  })

  test('a removed pipeline is hidden with all it has, comes back whole, and leaves its name free', async () => {
    await store.pipelines.create('a', 'old', '')
    await store.pipelines.addVersion('a', 'old text', null)
    await store.pipelines.remove('a')
    expect(await store.pipelines.list()).toEqual([])
    expect(await store.pipelines.versions('a')).toEqual([])
    expect(await code(store.pipelines.remove('a'))).toBe('NO_PIPELINE')

    await store.pipelines.create('a', 'new', '')
    expect((await store.pipelines.get('a'))?.live).toBe(null)
    expect(await code(store.pipelines.restore('a'))).toBe('NAME_TAKEN')
    clock.advance(1)
    await store.pipelines.remove('a')
    expect((await store.pipelines.restore('a'))?.title).toBe('new')
    await store.pipelines.remove('a')
    clock.advance(1)
    await store.pipelines.restore('a')
    await store.pipelines.remove('a')
    expect(await store.pipelines.purge(START + 1)).toEqual([])
    expect((await store.pipelines.restore('a'))?.title).toBe('new')
    expect(await store.pipelines.restore('a')).toBe(null)
  })

  test('purge forgets what was hidden before, and names those that nobody has any more', async () => {
    for (const name of ['a', 'b', 'c']) await store.pipelines.create(name, name, '')
    await store.pipelines.addVersion('a', 'text', null)
    await store.runs.begin({ id: 'r', pipeline: 'a', version: 1, startedAt: START })
    await store.alerts.save(status('a', 'slow'), event('a', 'slow'))
    await store.pipelines.remove('a')
    await store.pipelines.remove('b')
    await store.pipelines.create('b', 'again', '')
    clock.advance(1000)
    await store.pipelines.remove('c')
    expect(await store.pipelines.purge(START + 1000)).toEqual(['a'])
    expect(await store.pipelines.restore('a')).toBe(null)
    expect(await store.pipelines.restore('c')).toMatchObject({ title: 'c' })
    const counts = ['versions', 'runs', 'alert_events', 'alert_statuses'].map((table) => `(SELECT count(*) FROM ${table})`)
    const other = await openDoor(file, 0)
    const left = await other.connection.queryRaw({ sql: `SELECT ${counts.join()}`, args: [], argTypes: [] })
    await other.close()
    expect(left.rows).toEqual([[0, 0, 0, 0]])
  })
})

describe('runs', () => {
  beforeEach(async () => {
    await store.pipelines.create('a', 'A', '')
    await store.pipelines.addVersion('a', 'text', null)
  })

  test('are listed newest first with what became of them', async () => {
    await store.runs.begin({ id: 'one', pipeline: 'a', version: 1, startedAt: START })
    await store.runs.begin({ id: 'two', pipeline: 'a', version: 1, startedAt: START + 10 })
    const error = { code: 'DISK_FAILED', message: 'no', hint: 'buy another' }
    await store.runs.update('one', { state: 'failed', endedAt: START + 9, restarts: 2, error })
    await store.runs.update('two', { state: 'running' })
    expect(await store.runs.list('a', 10)).toEqual([
      { id: 'two', version: 1, state: 'running', startedAt: START + 10, endedAt: null, restarts: 0, error: null },
      { id: 'one', version: 1, state: 'failed', startedAt: START, endedAt: START + 9, restarts: 2, error },
    ])
    expect(await store.runs.list('a', 1)).toHaveLength(1)
    expect(await code(store.runs.begin({ id: 'x', pipeline: 'b', version: 1, startedAt: 0 }))).toBe('NO_PIPELINE')
  })

  test('that a killed server left open are ended by the next', async () => {
    await store.runs.begin({ id: 'one', pipeline: 'a', version: 1, startedAt: START })
    await store.runs.update('one', { state: 'running' })
    clock.advance(1000)
    await reopen()
    const [run] = await store.runs.list('a', 1)
    expect(run).toMatchObject({ state: 'failed', endedAt: START + 1000, error: { code: 'RUN_DIED' } })
  })

  test('leave marks, as do versions and alerts', async () => {
    await store.pipelines.addVersion('a', 'text', 'faster')
    clock.advance(100)
    await store.runs.begin({ id: 'one', pipeline: 'a', version: 2, startedAt: clock.now() })
    clock.advance(100)
    await store.runs.update('one', { state: 'backoff', restarts: 1, error: { code: 'RUN_DIED', message: 'killed' } })
    await store.runs.update('one', { state: 'running', restarts: 1, error: null })
    await store.alerts.save(status('a', 'slow'), { ...event('a', 'slow'), to: 'firing', at: START + 300 })
    await store.alerts.save(status('a', 'slow'), { ...event('a', 'slow'), from: 'recovering', to: 'normal', at: START + 400 })
    await store.alerts.save(status('a', 'slow'), { ...event('a', 'slow'), from: 'pending', to: 'normal', at: START + 400 })
    await store.runs.update('one', { state: 'stopped', endedAt: START + 500, restarts: 1 })
    expect((await store.marks.between('a', START + 1, START + 1000)).map(({ at, kind, text }) => [at - START, kind, text])).toEqual([
      [100, 'start', 'v2'],
      [200, 'restart', 'RUN_DIED'],
      [300, 'alert', 'slow: firing'],
      [400, 'alert', 'slow: normal'],
      [500, 'stop', 'stopped'],
    ])
    expect(await store.marks.between('a', START - 1, START)).toMatchObject([{ kind: 'deploy', text: 'v1' }, { text: 'v2: faster' }])
    expect(await store.marks.between('other', START - 1, START + 1000)).toEqual([])
  })
})

function status(pipeline: string, rule: string): StoredAlert {
  const standing = { state: 'firing', since: START, value: 0.5, message: 'slow', event: null, brokenSince: START - 10 } as const
  return { pipeline, rule, on: 'file', severity: 'warning', ...standing, acknowledged: null, silencedUntil: null }
}
function event(pipeline: string, rule: string): Omit<AlertEvent, 'id'> {
  const change = { from: 'pending', to: 'firing', at: START, value: 0.5, message: 'slow', sample: '{"a":1}' } as const
  return { pipeline, rule, on: 'file', severity: 'warning', ...change, acknowledged: null }
}

describe('alerts', () => {
  beforeEach(async () => {
    await store.pipelines.create('a', 'A', '')
    await store.pipelines.create('b', 'B', '')
  })

  test('a status survives a restart, with the id of the event that it fires by', async () => {
    const made = await store.alerts.save(status('a', 'slow'), event('a', 'slow'), { begins: true })
    expect(made).toEqual({ id: 1, ...event('a', 'slow') })
    await reopen()
    expect(await store.alerts.statuses()).toEqual([{ ...status('a', 'slow'), event: 1 }])
    const later = { ...status('a', 'slow'), state: 'normal', value: null, silencedUntil: START + 5, brokenSince: null } as const
    expect(await store.alerts.save(later, null)).toBe(null)
    expect(await store.alerts.statuses()).toEqual([later])
    await store.alerts.forget('a', 'slow')
    expect(await store.alerts.statuses()).toEqual([])
    expect(await code(store.alerts.save(status('c', 'slow'), null))).toBe('NO_PIPELINE')
  })

  test('events have growing ids, are filtered, and go with a removed pipeline', async () => {
    for (const pipeline of ['a', 'b', 'a', 'b']) await store.alerts.save(status(pipeline, 'r'), event(pipeline, 'r'))
    await store.alerts.save(status('a', 'r'), { ...event('a', 'r'), to: 'recovering' })
    const ids = async (filter: Omit<Parameters<Store['alerts']['events']>[0], 'limit'>, limit = 10) =>
      (await store.alerts.events({ ...filter, limit })).map(({ id }) => id)
    expect(await ids({})).toEqual([5, 4, 3, 2, 1])
    expect(await ids({}, 2)).toEqual([5, 4])
    expect(await ids({ pipeline: 'a' })).toEqual([5, 3, 1])
    expect(await ids({ since: 3 })).toEqual([5, 4])
    expect(await ids({ before: 3 })).toEqual([2, 1])
    expect(await ids({ states: ['recovering'] })).toEqual([5])
    await store.pipelines.remove('a')
    expect(await ids({})).toEqual([4, 2])
    expect((await store.alerts.statuses()).map(({ pipeline }) => pipeline)).toEqual(['b'])
    expect(await store.alerts.acknowledge(5, START)).toBe(null)
  })

  test('acknowledging marks event and status; the first stays', async () => {
    await store.alerts.save(status('a', 'slow'), event('a', 'slow'), { begins: true })
    expect((await store.alerts.acknowledge(1, START + 1))?.acknowledged).toBe(START + 1)
    expect((await store.alerts.acknowledge(1, START + 2))?.acknowledged).toBe(START + 1)
    expect((await store.alerts.statuses())[0].acknowledged).toBe(START + 1)
    expect(await store.alerts.acknowledge(7, START)).toBe(null)
  })

  test('deliveries wait until they are due, across a restart, and are due no more once done', async () => {
    const delivery = { rule: 'r', target: 'hook', url: 'http://127.0.0.1:1/', body: '{}', nextAt: START }
    await store.alerts.save(status('a', 'r'), event('a', 'r'))
    await store.alerts.save(status('b', 'r'), event('b', 'r'), { deliveries: ({ id }) => [{ ...delivery, event: id, pipeline: 'b' }] })
    await store.alerts.enqueue({ ...delivery, event: 1, pipeline: 'a' })
    await reopen()
    expect(await store.alerts.due(START - 1, 10)).toEqual([])
    const due = await store.alerts.due(START, 10)
    expect(due.map(({ event, pipeline }) => [event, pipeline])).toEqual([
      [1, 'a'],
      [2, 'b'],
    ])
    const of = { event: 1, at: START, to: 'firing' as const }
    expect(due[0]).toEqual({ ...delivery, ...of, id: 2, pipeline: 'a', attempts: 0, answer: null, state: 'waiting' })
    await store.alerts.attempted(2, { attempts: 1, nextAt: START + 1000, answer: '503', state: 'waiting' })
    await store.alerts.attempted(1, { attempts: 1, nextAt: START, answer: '200', state: 'delivered' })
    expect(await store.alerts.due(START, 10)).toEqual([])
    expect(await store.alerts.due(START + 1000, 10)).toMatchObject([{ id: 2, attempts: 1, answer: '503' }])
    expect((await store.alerts.deliveries(10)).map(({ id, state }) => [id, state])).toEqual([
      [2, 'waiting'],
      [1, 'delivered'],
    ])
  })

  test('what does not fit is undone with all of its transaction', async () => {
    const unknown = { event: 99, pipeline: 'a', rule: 'slow', target: 'hook', url: '', body: '', nextAt: START }
    const saved = code(store.alerts.save(status('a', 'slow'), event('a', 'slow'), { deliveries: () => [unknown] }))
    const keys = Array.from({ length: 20 }, (_, i) => `k${i}`)
    for (const key of keys) await store.settings.set(key, 'v')
    const refused = await saved
    expect(refused).toBe('STORE_FAILED')
    expect(await store.alerts.events({ limit: 10 })).toEqual([])
    expect(await store.alerts.statuses()).toEqual([])
  })
})

test('sessions are known by their hash until they are removed or unused for long', async () => {
  await store.sessions.add('h', START)
  await store.sessions.add('i', START)
  await store.sessions.touch('h', START + 10)
  expect(await store.sessions.get('h')).toEqual({ createdAt: START, usedAt: START + 10 })
  await store.sessions.removeUnusedSince(START + 10)
  expect(await store.sessions.get('i')).toBe(null)
  await store.sessions.remove('h')
  expect(await store.sessions.get('h')).toBe(null)
})

test('settings are kept by key', async () => {
  expect(await store.settings.get('theme')).toBe(null)
  await store.settings.set('theme', 'dark')
  await store.settings.set('theme', 'light')
  await reopen()
  expect(await store.settings.get('theme')).toBe('light')
})

describe('a database that does not answer', () => {
  test('locked by another program: STORE_BUSY, and well again when it lets go', async () => {
    await store.pipelines.create('a', 'A', '')
    const other = await openDoor(file, 0)
    await other.connection.executeScript('BEGIN IMMEDIATE')
    expect(await code(store.alerts.save(status('a', 'r'), event('a', 'r')))).toBe('STORE_BUSY')
    const refused = await store.settings.set('k', 'v').catch((error) => error)
    expect(refused).toMatchObject({ name: 'AppError', code: 'STORE_BUSY', retry: 'backoff', message: expect.stringContaining(file) })
    expect(await store.settings.get('k')).toBe(null)
    await other.connection.executeScript('ROLLBACK')
    await other.close()
    await store.settings.set('k', 'v')
    await store.alerts.save(status('a', 'r'), event('a', 'r'))
    await reopen()
    expect(await store.settings.get('k')).toBe('v')
    expect(await store.alerts.events({ limit: 10 })).toMatchObject([{ id: 1 }])
  })

  test('a file that is no database is refused with what to do', async () => {
    const other = path.join(path.dirname(file), 'other.db')
    fs.writeFileSync(other, 'not a database at all, but long enough to look at. '.repeat(50))
    const refused = await openStore(other, clock).catch((error) => error)
    expect(refused).toMatchObject({ code: 'STORE_CORRUPT', hint: expect.stringContaining('backup') })
  })

  test('no space left: NO_SPACE, and what was there stays', async () => {
    await store.settings.set('k', 'v')
    const full = await openDoor(file, 0)
    await full.connection.executeScript('PRAGMA max_page_count = 1')
    const large = { key: 'large', value: 'x'.repeat(1e6) }
    expect(await code(full.run((db) => db.setting.create({ data: large })))).toBe('NO_SPACE')
    expect(await full.run((db) => db.setting.count())).toBe(1)
    await full.close()
  })

  test('a folder in its place is refused', async () => {
    expect(await code(openStore(path.dirname(file), clock))).toBe('STATE_NOT_WRITABLE')
  })
})
