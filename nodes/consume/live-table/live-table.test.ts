import { expect, test } from 'vitest'
import type { z } from 'zod'
import type { Shape } from '../../../core/shape.ts'
import { View } from '../../../core/view.ts'
import { BatchBuilder } from '../../../server/engines/embedded/batch.ts'
import { Writer } from '../../../server/engines/embedded/writer.ts'
import type { OwnFile } from '../../../server/engines/runtime-type.ts'
import { HandClock } from '../../../server/testing/clock.ts'
import { memoryFile, sinkContext } from '../../../server/testing/contexts.ts'
import node from './node.ts'
import { LiveTableSink } from './runtime.ts'

type Row = readonly [string, number | null]

/** A table of words and counts, as the page would show it. */
async function opened(
  settings: z.input<typeof node.config>,
  { output, generation = 1, own = memoryFile() }: { output?: Shape['output']; generation?: number; own?: OwnFile } = {},
) {
  const clock = new HandClock()
  const { context, heard } = sinkContext({ clock, own, fields: { word: 'string', n: 'long' }, ...(output === undefined ? {} : { output }) })
  const sink = new LiveTableSink(node.config.parse(settings), context)
  const answer = await sink.open(generation)
  const page = new View()
  let told = 0
  let epoch = 0
  const publish = async (...rows: Row[]) => {
    const builder = new BatchBuilder([
      { name: 'word', type: 'text' },
      { name: 'n', type: 'long' },
    ])
    for (const [word, n] of rows) {
      builder.next()
      builder.value(0, word)
      builder.value(1, n)
    }
    const out = new Writer()
    sink.encode(builder.take(clock.now()), out)
    await sink.publish(++epoch, { bytes: out.view(), ref: null, records: rows.length })
    return out.length
  }
  const shown = () => {
    for (; told < heard.views.length; told++) page.apply(heard.views[told])
    return page.snapshot()?.rows ?? null
  }
  return { clock, heard, sink, answer, publish, shown }
}

test('the columns are there at once, rows follow as changes, five times a second at most', async () => {
  const { clock, heard, publish, shown } = await opened({ key: ['word'] })
  expect(heard.views).toEqual([
    {
      snapshot: {
        columns: [
          { name: 'word', type: 'string' },
          { name: 'n', type: 'long' },
        ],
        key: ['word'],
        rows: [],
      },
    },
  ])
  for (let i = 0; i < 100; i++) {
    await publish(['a', i], ['b', 1])
    clock.advance(10)
  }
  clock.advance(200)
  expect(heard.views.length - 1).toBeLessThanOrEqual(6)
  expect(heard.views.slice(2).every(({ upsert }) => upsert?.length === 1)).toBe(true) // b did not change
  expect(shown()).toEqual([
    ['a', 99],
    ['b', 1],
  ])
})

test('a quiet table says nothing', async () => {
  const { clock, heard, publish } = await opened({ key: ['word'] })
  await publish(['a', 1])
  clock.advance(1000)
  await publish(['a', 1])
  await publish()
  clock.advance(1000)
  expect(heard.views).toHaveLength(2)
})

test('what is too many leaves, longest unchanged first', async () => {
  const { clock, publish, shown } = await opened({ key: ['word'], maxRows: 2 })
  await publish(['a', 1], ['b', 1])
  await publish(['a', 2])
  clock.advance(200)
  await publish(['c', 1])
  clock.advance(200)
  expect(shown()).toEqual([
    ['a', 2],
    ['c', 1],
  ])
})

test('however much comes between two changes, no more than the table is told', async () => {
  const { clock, heard, publish, shown } = await opened({ maxRows: 3 })
  let bytes = 0
  for (let i = 0; i < 1000; i++) bytes += await publish(...Array.from({ length: 50 }, (_, k) => [`w${i}`, k] as const))
  expect(bytes / 1000).toBeLessThan(3 * 60) // of a batch only what can be left is kept
  clock.advance(200)
  expect(heard.views).toHaveLength(2)
  expect(shown()!.map(([, ...row]) => row)).toEqual([
    ['w999', 47],
    ['w999', 48],
    ['w999', 49],
  ])
  await publish(['x', 1], ['x', 1], ['x', 1])
  clock.advance(200)
  expect(heard.views.at(-1)).toMatchObject({ upsert: [expect.anything(), expect.anything(), expect.anything()], remove: { length: 3 } })
})

test('what is too old leaves by the clock', async () => {
  const { clock, publish, shown } = await opened({ key: ['word'], retention: '10s' })
  await publish(['a', 1])
  clock.advance(6000)
  await publish(['b', 1])
  clock.advance(4000)
  clock.advance(200)
  expect(shown()).toEqual([['b', 1]])
  clock.advance(6000)
  expect(shown()).toEqual([])
})

test('complete output replaces the whole table', async () => {
  for (const key of [['word'], []]) {
    const { clock, publish, shown } = await opened({ key }, { output: 'complete' })
    await publish(['a', 1], ['b', 1])
    clock.advance(200)
    await publish(['b', 2])
    clock.advance(200)
    expect(shown()!.map((row) => row.slice(-2))).toEqual([['b', 2]])
  }
})

test('after a restart the table is there again, and goes on behind the last snapshot', async () => {
  for (const key of [['word'], []]) {
    const own = memoryFile()
    const before = await opened({ key }, { own })
    await before.publish(['a', 1], ['b', 1])
    before.sink.flush()
    await before.publish(['b', 2])
    const after = await opened({ key }, { own, generation: 2 })
    expect(after.answer).toEqual({ published: 0 }) // what came behind the snapshot is wanted again
    expect(after.heard.views).toEqual([])
    await after.publish(['b', 2])
    after.clock.advance(200)
    expect(after.heard.views).toHaveLength(1) // in one step, so that nobody sees an older table
    const rows = after.shown()!.map((row) => row.slice(-2))
    expect(rows).toEqual(
      key.length === 0
        ? [
            ['a', 1],
            ['b', 1],
            ['b', 2],
          ]
        : [
            ['a', 1],
            ['b', 2],
          ],
    )
  }
})

test('what was kept of other columns, or is damaged, is left', async () => {
  const own = memoryFile()
  const before = await opened({ key: ['word'] }, { own })
  await before.publish(['a', 1])
  before.sink.flush()
  const kept = own.read()!
  const other = await opened({ key: ['n'] }, { own, generation: 2 })
  other.clock.advance(1000)
  expect(other.heard.views).toEqual([])
  own.write(kept.subarray(0, 20))
  const damaged = await opened({ key: ['word'] }, { own, generation: 2 })
  await damaged.publish(['c', 1])
  damaged.clock.advance(200)
  expect(damaged.shown()).toEqual([['c', 1]])
})

test('the end is told too; texts are cut', async () => {
  const { heard, sink, publish, shown } = await opened({ key: ['word'] })
  await publish(['x'.repeat(5000), null])
  await sink.close()
  expect(shown()).toEqual([[`${'x'.repeat(1000)}…`, null]])
  await sink.close()
  expect(heard.views).toHaveLength(2)
})
