import { expect, test } from 'vitest'
import type { z } from 'zod'
import type { EventTime, FieldType, Shape } from '../../../core/shape.ts'
import { View } from '../../../core/view.ts'
import { BatchBuilder, type Value } from '../../../server/engines/embedded/batch.ts'
import { columnType } from '../../../server/engines/embedded/columns.ts'
import { Writer } from '../../../server/engines/embedded/writer.ts'
import { HandClock } from '../../../server/testing/clock.ts'
import { memoryFile, sinkContext } from '../../../server/testing/contexts.ts'
import node from './node.ts'
import runtime from './runtime.ts'

const START = 1_700_000_000_000
type Records = { fields: Record<string, FieldType>; time?: EventTime; output?: Shape['output'] }

/** A chart over such records, as the page would draw it. */
async function opened(settings: z.input<typeof node.config>, { fields, time, output }: Records, own = memoryFile(), generation = 1) {
  const clock = new HandClock(START)
  const { context, heard } = sinkContext({ clock, fields, own, ...(output === undefined ? {} : { output }) })
  const sink = runtime.sink!(node.config.parse(settings), { ...context, shape: { ...context.shape, time: time ?? null } })
  await sink.open(generation, null)
  const page = new View()
  let told = 0
  let epoch = 0
  const publish = async (...rows: Value[][]) => {
    const builder = new BatchBuilder(Object.entries(fields).map(([name, type]) => ({ name, type: columnType(type) })))
    for (const row of rows) {
      builder.next()
      for (const [i, value] of row.entries()) builder.value(i, value)
    }
    const out = new Writer()
    sink.encode(builder.take(clock.now()), out)
    await sink.publish(++epoch, { bytes: out.view(), ref: null, records: rows.length })
    return out.length
  }
  const shown = () => {
    clock.advance(200)
    for (; told < heard.views.length; told++) page.apply(heard.views[told])
    return page.snapshot()!
  }
  return { clock, heard, sink, publish, shown }
}

const WINDOW: Records = {
  fields: { window_end: 'timestamp', word: 'string', n: 'long' },
  time: { field: '_window_time', definition: 'time' },
  output: 'append',
}

test('x is the end of the window, the declared time, or the arrival', async () => {
  const columns = async (x: string, records: Records) => (await opened({ x, y: ['n'] }, records)).shown().columns.map(({ name }) => name)
  expect(await columns('event', WINDOW)).toEqual(['window_end', 'n'])
  expect(await columns('arrival', WINDOW)).toEqual(['_ingest_time', 'n'])
  const fields = { at: 'timestamp', n: 'long' } as const
  expect(await columns('event', { fields, time: { field: 'at', definition: 'time' } })).toEqual(['at', 'n'])
  for (const time of [undefined, { field: '_event_time', definition: 'time' }])
    expect(await columns('event', { fields, ...(time === undefined ? {} : { time }) })).toEqual(['_ingest_time', 'n'])
})

test('one point per step of the time axis, the newest value; what is older than the window leaves', async () => {
  const { clock, publish, shown } = await opened({ y: ['n'], x: 'arrival', window: '10m' }, { fields: { n: 'long' } })
  for (let i = 0; i < 1300; i++) {
    await publish([i], [i + 0.5])
    clock.advance(500)
  }
  const { rows } = shown()
  expect(rows).toHaveLength(600)
  expect(rows[0]).toEqual([START + 50_000, 101.5])
  expect(rows.at(-1)).toEqual([START + 649_000, 1299.5])
})

test('the first twenty series are drawn, records of others are counted; a series that is gone makes room', async () => {
  const { heard, publish, shown } = await opened({ y: ['n'], by: 'word', window: '10s' }, WINDOW)
  await publish(...Array.from({ length: 22 }, (_, i) => [START, `w${i}`, i]))
  await publish([START, 'w0', 7], [START + 1000, 'w21', 7])
  expect(shown().rows).toHaveLength(20)
  expect(heard.dropped).toEqual({ series: 3 })
  await publish([START + 10_000, 'w0', 1])
  await publish([START + 10_000, 'w21', 1])
  expect(shown().rows).toEqual([
    [START + 10_000, 'w0', 1],
    [START + 10_000, 'w21', 1],
  ])
})

test('a point with the same place and series replaces the earlier one', async () => {
  const { publish, shown } = await opened({ y: ['n'], by: 'word' }, { ...WINDOW, output: 'update' })
  await publish([START, 'a', 1], [START, 'b', 1], [START, 'a', 2])
  await publish([START, 'b', 5])
  expect(shown().rows).toEqual([
    [START, 'a', 2],
    [START, 'b', 5],
  ])
})

test('what lies in the future or nowhere is not drawn, and counted', async () => {
  const { heard, publish, shown } = await opened({ y: ['n'] }, WINDOW)
  await publish([START, 'a', 1], [START + 3_600_001_000, 'a', 1], [null, 'a', 1])
  expect(shown().rows).toEqual([[START, 1]])
  expect(heard.dropped).toEqual({ ahead: 1, noPlace: 1 })
})

test('an axis of texts or numbers keeps a bounded number of points', async () => {
  const { publish, shown } = await opened({ kind: 'bar', x: 'word', y: ['n'] }, { fields: { word: 'string', n: 'long' } })
  await publish(...Array.from({ length: 1000 }, (_, i) => [`w${i}`, i]))
  const { rows } = shown()
  expect(rows).toHaveLength(600)
  expect(rows.at(-1)).toEqual(['w999', 999])
})

test('top: of the newest window only, and of final rows only what can be shown is kept', async () => {
  const { publish, shown } = await opened({ kind: 'top', y: ['n'], by: 'word', topN: 3 }, WINDOW)
  await publish([START, 'old', 99])
  const bytes = await publish(...Array.from({ length: 5000 }, (_, i) => [START + 10_000, `w${i}`, (i * 7919) % 5000]))
  expect(bytes).toBeLessThan(300)
  await publish([START, 'late', 9999], [START + 10_000, 'more', 4998.5], [START + 10_000, 'none', null])
  expect(
    shown()
      .rows.map(([, word, n]) => [word, n])
      .sort((a, b) => Number(b[1]) - Number(a[1])),
  ).toEqual([
    [`w${[...Array(5000).keys()].find((i) => (i * 7919) % 5000 === 4999)}`, 4999],
    ['more', 4998.5],
    [`w${[...Array(5000).keys()].find((i) => (i * 7919) % 5000 === 4998)}`, 4998],
  ])
  await publish([START + 20_000, 'next', 1])
  expect(shown().rows).toEqual([[START + 20_000, 'next', 1]])
})

test('top of figures that change: who falls behind makes room for who was behind', async () => {
  const { publish, shown } = await opened({ kind: 'top', y: ['n'], by: 'word', topN: 1 }, { ...WINDOW, output: 'update' })
  await publish([START, 'a', 5], [START, 'b', 4])
  await publish([START, 'a', 3])
  expect(shown().rows).toEqual([[START, 'b', 4]])
})

test('top of running totals has no window; what has not come for so long is forgotten', async () => {
  const records: Records = { fields: { word: 'string', n: 'long' }, output: 'update' }
  const { clock, heard, publish, shown } = await opened({ kind: 'top', y: ['n'], by: 'word', topN: 2, window: '1m' }, records)
  await publish(['a', 1], ['b', 9])
  clock.advance(30_000)
  await publish(['a', 2])
  expect(shown()).toMatchObject({
    key: ['word'],
    rows: [
      ['b', 9],
      ['a', 2],
    ],
  })
  clock.advance(30_000)
  await publish(['c', 1])
  expect(shown().rows).toEqual([
    ['a', 2],
    ['c', 1],
  ])
  await publish(...Array.from({ length: 10_001 }, (_, i) => [`w${i}`, 0]))
  expect(heard.dropped).toEqual({ series: 3 })
})

test('top of complete output compares what is there now', async () => {
  const { publish, shown } = await opened(
    { kind: 'top', y: ['n'], by: 'word' },
    { fields: { word: 'string', n: 'long' }, output: 'complete' },
  )
  await publish(['a', 1], ['b', 9])
  await publish(['a', 2])
  expect(shown().rows).toEqual([['a', 2]])
})

test('after a restart a chart goes on where the snapshot left it', async () => {
  const own = memoryFile()
  const before = await opened({ y: ['n'], by: 'word', window: '10s' }, WINDOW, own)
  await before.publish(...Array.from({ length: 20 }, (_, i) => [START, `w${i}`, i]))
  before.sink.flush!()
  const after = await opened({ y: ['n'], by: 'word', window: '10s' }, WINDOW, own, 2)
  expect(after.shown().rows).toHaveLength(20)
  await after.publish([START, 'w20', 1])
  expect(after.heard.dropped).toEqual({ series: 1 })
})

test('after a restart a top chart still knows who was behind', async () => {
  const own = memoryFile()
  const update: Records = { ...WINDOW, output: 'update' }
  const before = await opened({ kind: 'top', y: ['n'], by: 'word', topN: 1 }, update, own)
  await before.publish([START, 'a', 5], [START, 'b', 4])
  before.sink.flush!()
  const after = await opened({ kind: 'top', y: ['n'], by: 'word', topN: 1 }, update, own, 2)
  expect(after.shown().rows).toEqual([[START, 'a', 5]])
  await after.publish([START, 'a', 3])
  expect(after.shown().rows).toEqual([[START, 'b', 4]])
})
