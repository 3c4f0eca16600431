import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { z } from 'zod'
import { Writer } from '../../../server/engines/embedded/writer.ts'
import { BatchBuilder, type Output, type Sink } from '../../../server/engines/runtime-type.ts'
import { HandClock } from '../../../server/testing/clock.ts'
import { sinkContext } from '../../../server/testing/contexts.ts'
import node from './node.ts'
import runtime from './runtime.ts'

let root: string
beforeEach(() => {
  root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'millrace-sink-')))
})
afterEach(() => fs.rmSync(root, { recursive: true, force: true }))

/** Numbers one by one, or many at once. */
type Numbers = (number | number[])[]
/** More than 1 MiB of records. */
const LARGE = Array.from({ length: 100_000 }, (_, i) => i + 1_000_000)

type Settings = z.input<typeof node.config>
type Commit = { epoch: number; ref: unknown; bytes: Buffer | null; records: number }

/** A sink and what a journal would keep of it: commits may be published later, or by the next sink. */
class Driver {
  readonly clock = new HandClock()
  readonly journal: Commit[] = []
  sink: Sink
  readonly #config: z.output<typeof node.config>
  readonly #output: 'complete' | undefined

  constructor(config: Settings, output?: 'complete') {
    this.#config = node.config.parse(config)
    this.#output = output
    this.sink = this.#make()
  }

  #make(): Sink {
    const { context } = sinkContext({ clock: this.clock, root, fields: { n: 'long' }, ...(this.#output ? { output: this.#output } : {}) })
    return runtime.sink!(this.#config, context)
  }

  get last(): { epoch: number; ref: unknown } | null {
    return this.journal.at(-1) ?? null
  }

  /** As after a kill: a new sink, and every commit behind `published` once more. */
  async restart(): Promise<void> {
    this.sink = this.#make()
    const { published } = await this.sink.open(2, this.last)
    for (const commit of this.journal) if (commit.epoch > published!) await this.publish(commit)
  }

  stage(...given: Numbers): Commit {
    const numbers = given.flat()
    const builder = new BatchBuilder([{ name: 'n', type: 'long' }])
    for (const n of numbers) {
      builder.next()
      builder.number(0, n)
    }
    const out = new Writer()
    if (numbers.length > 0) this.sink.encode(builder.take(0), out)
    const epoch = (this.last?.epoch ?? 0) + 1
    const { ref, staged } = this.sink.stage!(epoch, out.view())
    return { epoch, ref: structuredClone(ref), bytes: staged ? null : Buffer.from(out.view()), records: numbers.length }
  }

  commit(...numbers: Numbers): Commit {
    const commit = this.stage(...numbers)
    this.journal.push(commit)
    return commit
  }

  async publish({ epoch, ref, bytes, records }: Commit): Promise<void> {
    await this.sink.publish(epoch, { bytes, ref, records } as Output<unknown>)
  }

  async epoch(...numbers: Numbers): Promise<void> {
    await this.publish(this.commit(...numbers))
  }
}

async function started(config: Settings, output?: 'complete'): Promise<Driver> {
  const driver = new Driver(config, output)
  await driver.sink.open(1, null)
  await driver.epoch()
  return driver
}

const text = (name: string) => fs.readFileSync(path.join(root, name), 'utf8')
const names = (folder = '.') => fs.readdirSync(path.join(root, folder)).sort()
const put = (name: string, content: string) => fs.writeFileSync(path.join(root, name), content)
const lines = (...numbers: Numbers) =>
  numbers
    .flat()
    .map((n) => `{"n":${n}}\n`)
    .join('')

test('bytes stand at the place that was fixed, however often and in which life they are published', async () => {
  const driver = await started({ path: 'deep/er/out.jsonl' })
  await driver.epoch(1)
  const second = driver.commit(2, 3)
  const third = driver.commit(4)
  await driver.publish(second)
  await driver.publish(third)
  await driver.publish(second)
  expect(text('deep/er/out.jsonl')).toBe(lines(1, 2, 3, 4))
  await driver.restart()
  expect(text('deep/er/out.jsonl')).toBe(lines(1, 2, 3, 4))
})

test('what was not committed is cut at the next start, and what was not published is written', async () => {
  const driver = await started({ path: 'out.jsonl' })
  await driver.epoch(1)
  driver.commit(2)
  driver.stage(LARGE)
  expect(fs.statSync(path.join(root, 'out.jsonl')).size).toBeGreaterThan(1 << 20)
  await driver.restart()
  expect(text('out.jsonl')).toBe(lines(1, 2))
  await driver.epoch(3)
  expect(text('out.jsonl')).toBe(lines(1, 2, 3))
})

test('large output stands in the file before the commit, so that the journal keeps its place only', async () => {
  const driver = await started({ path: 'out.jsonl' })
  const commit = driver.commit(LARGE)
  expect(commit.bytes).toBe(null)
  expect(text('out.jsonl')).toBe(lines(LARGE))
  await driver.restart()
  await driver.epoch(7)
  expect(text('out.jsonl')).toBe(lines(LARGE, 7))
})

test('a run that threw is rolled back to the last commit', async () => {
  const driver = await started({ path: 'out.jsonl' })
  await driver.epoch(1)
  driver.stage(LARGE)
  await driver.sink.rollback!(driver.last)
  expect(text('out.jsonl')).toBe(lines(1))
  await driver.epoch(2)
  expect(text('out.jsonl')).toBe(lines(1, 2))
})

test('exists: fail refuses a file with something in it and takes an empty one', async () => {
  put('out.jsonl', 'mine\n')
  await expect(started({ path: 'out.jsonl' })).rejects.toMatchObject({ code: 'FILE_EXISTS', hint: expect.stringContaining('append') })
  expect(text('out.jsonl')).toBe('mine\n')
  put('empty.jsonl', '')
  await (await started({ path: 'empty.jsonl' })).epoch(1)
  expect(text('empty.jsonl')).toBe(lines(1))
})

test('exists: append keeps what is there, with its last line ended', async () => {
  put('out.csv', 'n\n7')
  const driver = await started({ path: 'out.csv', format: 'csv', exists: 'append' })
  await driver.epoch(8)
  expect(text('out.csv')).toBe('n\n7\n8\n')
  await driver.restart()
  await driver.epoch(9)
  expect(text('out.csv')).toBe('n\n7\n8\n9\n')
})

test('exists: replace empties the file once, not at a later start', async () => {
  put('out.jsonl', 'old\nthings\n')
  const driver = await started({ path: 'out.jsonl', exists: 'replace' })
  await driver.epoch(1)
  expect(text('out.jsonl')).toBe(lines(1))
  await driver.restart()
  expect(text('out.jsonl')).toBe(lines(1))
})

test('a csv file begins with one header, also one without records', async () => {
  const driver = await started({ path: 'out.csv', format: 'csv' })
  await driver.epoch()
  await driver.sink.close(true)
  expect(text('out.csv')).toBe('n\n')
  await driver.restart()
  await driver.epoch(1)
  await driver.epoch(2)
  await driver.restart()
  expect(text('out.csv')).toBe('n\n1\n2\n')
})

test('files roll by records, by size and by time, at the end of an epoch', async () => {
  const byCount = await started({ path: 'count.jsonl', roll: { count: 3 } })
  await byCount.epoch(1, 2)
  expect(names()).toEqual(['.count-000001.jsonl.open'])
  await byCount.epoch(3, 4)
  await byCount.epoch(5)
  expect(names()).toEqual(['.count-000002.jsonl.open', 'count-000001.jsonl'])
  await byCount.sink.close(true)
  expect(names()).toEqual(['count-000001.jsonl', 'count-000002.jsonl'])
  expect([text('count-000001.jsonl'), text('count-000002.jsonl')]).toEqual([lines(1, 2, 3, 4), lines(5)])

  const bySize = await started({ path: 'size.jsonl', roll: { size: 16 } })
  for (const n of [1, 2, 3]) await bySize.epoch(n)
  expect(text('size-000001.jsonl')).toBe(lines(1, 2))

  const byTime = await started({ path: 'time.jsonl', roll: { interval: '1m' } })
  byTime.clock.advance(70_000)
  await byTime.epoch()
  expect(names().filter((name) => name.includes('time'))).toEqual([])
  await byTime.epoch(1)
  expect(text('time-000001.jsonl')).toBe(lines(1))
})

test('a roll that was committed is carried out by the next start', async () => {
  const driver = await started({ path: 'out.csv', format: 'csv', roll: { count: 2 } })
  driver.commit(1, 2)
  driver.commit(3)
  await driver.restart()
  expect(names()).toEqual(['.out-000002.csv.open', 'out-000001.csv'])
  await driver.restart()
  await driver.epoch(4)
  expect([text('out-000001.csv'), text('out-000002.csv')]).toEqual(['n\n1\n2\n', 'n\n3\n4\n'])
})

test('a part that an uncommitted epoch began is forgotten', async () => {
  const driver = await started({ path: 'out.jsonl', roll: { count: 1 } })
  await driver.epoch(1)
  driver.stage(LARGE)
  expect(names()).toEqual(['.out-000002.jsonl.open', 'out-000001.jsonl'])
  await driver.restart()
  expect(names()).toEqual(['out-000001.jsonl'])
  await driver.epoch(2)
  expect(text('out-000002.jsonl')).toBe(lines(2))
})

test('a part that ended with its input stays; the next run of the same state begins another', async () => {
  const driver = await started({ path: 'out.jsonl', roll: { count: 10 } })
  await driver.epoch(1)
  await driver.sink.close(true)
  await driver.restart()
  await driver.epoch(2)
  await driver.sink.close(true)
  expect([text('out-000001.jsonl'), text('out-000002.jsonl')]).toEqual([lines(1), lines(2)])
})

test('numbered files that are there before the first start', async () => {
  for (const name of ['out-000007.jsonl', 'out-old.jsonl', 'out-000003x.jsonl', 'other-000009.jsonl']) put(name, 'old\n')
  await expect(started({ path: 'out.jsonl', roll: { count: 1 } })).rejects.toMatchObject({ code: 'FILE_EXISTS' })
  await (await started({ path: 'out.jsonl', roll: { count: 1 }, exists: 'append' })).epoch(1)
  expect(text('out-000008.jsonl')).toBe(lines(1))
  await (await started({ path: 'out.jsonl', roll: { count: 1 }, exists: 'replace' })).epoch(2)
  expect(names()).toEqual(['other-000009.jsonl', 'out-000001.jsonl', 'out-000003x.jsonl', 'out-old.jsonl'])
})

test('output that somebody cut or removed is not quietly begun again', async () => {
  const driver = await started({ path: 'out.jsonl' })
  await driver.epoch(1, 2)
  driver.sink.flush!()
  await driver.epoch(3)
  fs.truncateSync(path.join(root, 'out.jsonl'), 8)
  await expect(driver.restart()).rejects.toMatchObject({ code: 'OUTPUT_LOST' })
  fs.rmSync(path.join(root, 'out.jsonl'))
  await expect(driver.restart()).rejects.toMatchObject({ code: 'OUTPUT_LOST' })
})

test('output complete replaces the file by each table, small or large', async () => {
  const driver = await started({ path: 'table.csv', format: 'csv' }, 'complete')
  await driver.epoch(1, 2)
  expect(text('table.csv')).toBe('n\n1\n2\n')
  const commit = driver.commit(LARGE)
  expect(text('table.csv')).toBe('n\n1\n2\n')
  await driver.publish(commit)
  expect(text('table.csv')).toBe(`n\n${LARGE.join('\n')}\n`)
  await driver.restart()
  expect(text('table.csv')).toBe(`n\n${LARGE.join('\n')}\n`)
  await driver.epoch()
  expect(text('table.csv')).toBe('n\n')
  expect(names()).toEqual(['table.csv'])
})

test('a table that was committed and not shown is shown by the next start', async () => {
  const driver = await started({ path: 'table.jsonl' }, 'complete')
  await driver.epoch(1)
  driver.commit(2)
  driver.commit(LARGE)
  await driver.restart()
  expect(text('table.jsonl').length).toBeGreaterThan(1 << 20)
  driver.stage(LARGE)
  await driver.restart()
  expect(names()).toEqual(['table.jsonl'])
})

test('a folder in the way, and a path that may not be touched', async () => {
  fs.mkdirSync(path.join(root, 'out.jsonl'))
  await expect(started({ path: 'out.jsonl', exists: 'append' })).rejects.toMatchObject({ code: 'FILE_NOT_WRITABLE' })
  expect(() => new Driver({ path: '../out.jsonl' })).toThrow(expect.objectContaining({ code: 'PATH_NOT_ALLOWED' }))
})
