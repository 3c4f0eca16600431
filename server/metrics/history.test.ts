import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type FrameIndex, Sketch } from '../../core/metrics.ts'
import type { History, PipelineSummary } from '../../core/protocol.ts'
import { Bus } from '../services.ts'
import { openDoor } from '../store/door.ts'
import { openStore } from '../store/prisma-store.ts'
import type { Store } from '../store/store.ts'
import { HandClock } from '../testing/clock.ts'
import { type FrameParts, frameWith } from '../testing/frames.ts'
import { type FrameHistory, openHistory } from './history.ts'

const top = fs.mkdtempSync(path.join(os.tmpdir(), 'millrace-history-'))
afterAll(() => fs.rmSync(top, { recursive: true }))

/** A full hour, so that all roll-ups begin here. */
const START = 1_699_999_200
const index: FrameIndex = { nodes: ['a', 'b'], roles: ['source', 'sink'], wires: ['a.out>b.in'] }

let clock: HandClock
let file: string
let bus: Bus
let store: Store
let history: FrameHistory
let problems: string[]
beforeEach(async () => {
  clock = new HandClock(START * 1000)
  file = path.join(fs.mkdtempSync(path.join(top, 'x-')), 'millrace.db')
  problems = []
  await open()
  await store.pipelines.create('p', 'P', '')
})
afterEach(close)

async function open(): Promise<void> {
  bus = new Bus()
  store = await openStore(file, clock)
  history = await openHistory(bus, store, clock, { problem: (error) => problems.push((error as { code?: string }).code ?? error.message) })
}
async function close(): Promise<void> {
  await history.close()
  await store.close()
}

/** Turns the clock a second ahead; then the run sends its frame. */
function second(parts: Partial<FrameParts> = {}, version = 1, pipeline = 'p'): void {
  clock.advance(1000)
  const seq = clock.now() / 1000 - 1
  bus.emit('frame', { pipeline, version, frame: frameWith({ index, seq, nodes: { recordsOut: [seq - START, 0] }, ...parts }) })
}
const seconds = (n: number, parts: (i: number) => Partial<FrameParts> = () => ({})) => {
  for (let i = 0; i < n; i++) second(parts(i))
}
const read = (series: string, from: number, to: number): Promise<History> =>
  history.read('p', [series], (START + from) * 1000, (START + to) * 1000)
const values = async (series: string, from: number, to: number) => (await read(series, from, to)).series[series]

test('each second is answered as it was, in memory and after a restart', async () => {
  seconds(100)
  const expected = Array.from({ length: 100 }, (_, i) => i)
  expect(await values('a|recordsOut', 0, 100)).toEqual(expected)
  await close()
  await open()
  expect(await read('a|recordsOut', 0, 100)).toEqual({ from: START * 1000, step: 1000, series: { 'a|recordsOut': expected }, marks: [] })
  seconds(100)
  await history.flush()
  expect(await values('a|recordsOut', 0, 200)).toEqual(Array.from({ length: 200 }, (_, i) => i))
})

test('seconds without a frame are gaps, at every resolution, and never zero', async () => {
  seconds(30)
  clock.advance(40_000)
  seconds(30)
  const at1 = await values('a|recordsOut', 0, 120)
  expect(at1.map((x) => x !== null)).toEqual(Array.from({ length: 120 }, (_, i) => i < 30 || (i >= 70 && i < 100)))
  clock.advance(2 * 3600 * 1000)
  const mean = (from: number) => from + 4.5
  const at10 = await read('a|recordsOut', 0, 120)
  expect(at10.step).toBe(10_000)
  expect(at10.series['a|recordsOut']).toEqual([
    mean(0),
    mean(10),
    mean(20),
    null,
    null,
    null,
    null,
    mean(70),
    mean(80),
    mean(90),
    null,
    null,
  ])
  clock.advance(30 * 3600 * 1000)
  const at60 = await read('a|recordsOut', 0, 180)
  expect(at60.step).toBe(60_000)
  expect(at60.series['a|recordsOut']).toEqual([14.5, 84.5, null])
})

test('a second that is measured in part counts as what it was: rates go by the seconds that were measured', async () => {
  seconds(4, () => ({ nodes: { recordsOut: [100, 0] } }))
  clock.advance(6000)
  clock.advance(2 * 3600 * 1000)
  expect(await values('a|recordsOut', 0, 10)).toEqual([100])
})

test('percentiles of ten seconds are those of all their values', async () => {
  const sketch = (value: number, times: number) => {
    const made = new Sketch()
    made.add(value, times)
    return made.toJSON()
  }
  seconds(10, (i) => ({ nodes: { latency: [null, i === 0 ? sketch(1000, 2) : i < 5 ? sketch(10, 100) : null] } }))
  expect((await values('b|latency.p99', 0, 10)).map((x) => x !== null)).toEqual([
    true,
    true,
    true,
    true,
    true,
    false,
    false,
    false,
    false,
    false,
  ])
  clock.advance(2 * 3600 * 1000)
  const [p99] = await values('pipeline|latency.p99', 0, 10)
  expect(p99! / 10).toBeCloseTo(1, 1)
})

test('a kill loses no more than what came since the last flush', async () => {
  seconds(25)
  await history.flush()
  // written at 10 and 20 s by the clock and at 25 s by hand; now the process dies with five seconds in memory
  seconds(5)
  const copy = `${file}.copy`
  const door = await openDoor(file, 0)
  await door.connection.executeScript(`VACUUM INTO '${copy}'`)
  await door.close()
  await close()
  file = copy
  await open()
  expect(await values('a|recordsOut', 0, 30)).toEqual(Array.from({ length: 30 }, (_, i) => (i < 25 ? i : null)))
  seconds(30)
  clock.advance(2 * 3600 * 1000)
  expect(await values('a|recordsOut', 0, 60)).toEqual([4.5, 14.5, 22, 34.5, 44.5, 54.5])
})

test('what comes is written every ten seconds by itself', async () => {
  seconds(10)
  await history.flush()
  const query = { pipeline: 'p', step: 1, from: START, to: START + 100, after: null, limit: 10 }
  const [first] = await store.blocks.read(query)
  expect(first.end).toBe(START + 10)
  seconds(9)
  await new Promise(setImmediate)
  expect((await store.blocks.read(query))[0].end).toBe(START + 10)
})

test('a block takes sixty frames, each resolution its own', async () => {
  seconds(130)
  await history.flush()
  const spans = async (step: number) => {
    const blocks = await store.blocks.read({ pipeline: 'p', step, from: START, to: START + 4000, after: null, limit: 10 })
    return blocks.map(({ start, end }) => [start - START, end - START])
  }
  expect(await spans(1)).toEqual([
    [0, 60],
    [60, 120],
    [120, 130],
  ])
  expect(await spans(10)).toEqual([[0, 130]])
  expect(await spans(60)).toEqual([[0, 180]])
})

test('each resolution is forgotten in its time', async () => {
  seconds(60)
  const left = async () => {
    await history.flush()
    const counts = [1, 10, 60].map((step) => store.blocks.read({ pipeline: 'p', step, from: 0, to: START + 9999, after: null, limit: 10 }))
    return (await Promise.all(counts)).map((blocks) => blocks.length)
  }
  const hours = (n: number) => clock.advance(n * 3600 * 1000)
  expect(await left()).toEqual([1, 1, 1])
  hours(1)
  expect(await left()).toEqual([1, 1, 1])
  hours(0.1)
  expect(await left()).toEqual([0, 1, 1])
  hours(24)
  expect(await left()).toEqual([0, 0, 1])
  hours(24 * 30)
  expect(await left()).toEqual([0, 0, 0])
})

test('another version begins new blocks; a minute in which it changed is answered from both', async () => {
  const later: FrameIndex = { nodes: ['a', 'c', 'b'], roles: ['source', 'inner', 'sink'], wires: ['a.out>c.in', 'c.out>b.in'] }
  seconds(30, () => ({ nodes: { recordsOut: [10, 1] } }))
  seconds(30, () => ({ index: later, nodes: { recordsOut: [20, 5, 2] } }))
  const at1 = await history.read('p', ['a|recordsOut', 'c|recordsOut', 'c.out>b.in|records'], START * 1000, (START + 60) * 1000)
  expect(at1.series['a|recordsOut'].slice(28, 32)).toEqual([10, 10, 20, 20])
  expect(at1.series['c|recordsOut'].slice(28, 32)).toEqual([null, null, 5, 5])
  expect(at1.series['c.out>b.in|records'].slice(28, 32)).toEqual([null, null, 0, 0])
  clock.advance(30 * 3600 * 1000)
  await close()
  await open()
  expect(await values('a|recordsOut', 0, 60)).toEqual([15])
  expect(await values('c|recordsOut', 0, 60)).toEqual([5])
  expect(await values('b|recordsOut', 0, 60)).toEqual([1.5])
})

test('a clock that was set back makes new blocks and breaks nothing', async () => {
  seconds(20)
  for (const seq of [START + 5, START + 6])
    bus.emit('frame', { pipeline: 'p', version: 1, frame: frameWith({ index, seq, nodes: { recordsOut: [100, 0] } }) })
  await history.flush()
  expect((await values('a|recordsOut', 4, 8)).map((x) => x)).toEqual([4, 52.5, 53, 7])
})

test('long ranges are read block by block, whatever stands in memory', async () => {
  seconds(3000, (i) => ({ nodes: { recordsOut: [i % 5, 0] } }))
  const range = await read('a|recordsOut', 0, 3000)
  expect(range.step).toBe(5000)
  expect(new Set(range.series['a|recordsOut'])).toEqual(new Set([2]))
  expect(range.series['a|recordsOut']).toHaveLength(600)
})

test('the newest 15 minutes are in memory, raw, and gone when the run has been silent for as long', async () => {
  seconds(999)
  second({ taps: { r: { count: 1, last: 1, min: 1, max: 1, sum: 1, sample: '{}' } } })
  const recent = history.recent('p')
  expect(recent).toHaveLength(900)
  expect(recent[0].frame.seq).toBe(START + 100)
  expect(recent.at(-1)).toMatchObject({ version: 1, frame: { taps: { r: { sample: '{}' } } } })
  expect(new Set(recent.map(({ frame }) => frame.index)).size).toBe(1)
  expect(history.recent('q')).toEqual([])
  clock.advance(901_000)
  await history.flush()
  expect(history.recent('p')).toEqual([])
})

test('after the clock was set back the newest frames are those that come now', async () => {
  seconds(100)
  const frame = (seq: number) => frameWith({ index, seq, nodes: { recordsOut: [1, 0] } })
  for (const seq of [START + 40, START + 41]) bus.emit('frame', { pipeline: 'p', version: 1, frame: frame(seq) })
  const newest = history.recent('p').map(({ frame }) => frame.seq - START)
  expect(newest.slice(-3)).toEqual([40, 40, 41])
  expect(Math.max(...newest)).toBe(41)
})

test('a deleted pipeline takes its history along, and a new one of its name begins with none', async () => {
  seconds(20)
  await history.flush()
  await store.pipelines.remove('p')
  bus.emit('changed', { name: 'p', deleted: true })
  expect(history.recent('p')).toEqual([])
  await store.pipelines.create('p', 'new', '')
  bus.emit('changed', { name: 'p' } as PipelineSummary)
  seconds(5)
  expect((await values('a|recordsOut', 0, 30)).filter((x) => x !== null)).toEqual([20, 21, 22, 23, 24])
  expect(history.lost).toBe(0)
})

test('frames of a pipeline that the store does not know are counted as lost', async () => {
  second({}, 1, 'unknown')
  await history.flush()
  expect(history.lost).toBe(3)
})

test('marks say what happened in between', async () => {
  clock.advance(5000)
  await store.pipelines.addVersion('p', '', 'first')
  expect((await read('a|recordsOut', 0, 10)).marks).toEqual([{ at: (START + 5) * 1000, kind: 'deploy', text: 'v1: first' }])
})

test('what is no series is refused', async () => {
  expect(await history.read('p', ['a|nonsense'], 0, 1).catch((error) => error.code)).toBe('BAD_REQUEST')
})

describe('a database that takes nothing', () => {
  test('locked: frames are taken, answered from memory, and written when it is free again', async () => {
    const other = await openDoor(file, 0)
    await other.connection.executeScript('BEGIN IMMEDIATE')
    seconds(150)
    await history.flush()
    await history.flush()
    expect(problems).toEqual(['STORE_BUSY'])
    expect(await values('a|recordsOut', 0, 150)).toEqual(Array.from({ length: 150 }, (_, i) => i))
    await other.connection.executeScript('ROLLBACK')
    await other.close()
    await history.flush()
    await close()
    await open()
    expect(await values('a|recordsOut', 0, 150)).toEqual(Array.from({ length: 150 }, (_, i) => i))
    expect(history.lost).toBe(0)
  })

  test('full for long: the oldest is dropped and counted, the newest is kept', async () => {
    const door = await openDoor(file, 0)
    await door.connection.executeScript('BEGIN IMMEDIATE')
    seconds(9 * 3600)
    await history.flush()
    expect(history.lost).toBeGreaterThan(0)
    const lost = history.lost
    await history.flush()
    expect(history.lost).toBe(lost)
    expect(problems).toEqual(['STORE_BUSY'])
    await door.connection.executeScript('ROLLBACK')
    await door.close()
    await history.flush()
    const kept = await store.blocks.read({ pipeline: 'p', step: 1, from: 0, to: 2 ** 40, after: null, limit: 2000 })
    expect(kept.at(-1)!.end).toBe(START + 9 * 3600)
    seconds(1)
    expect(await values('a|recordsOut', 9 * 3600 - 1, 9 * 3600 + 1)).toEqual([9 * 3600 - 1, 9 * 3600])
  })
})
