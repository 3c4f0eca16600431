import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { parse } from 'yaml'
import { compile } from '../../core/compile.ts'
import { readPipeline } from '../../core/graph.ts'
import { catalogue } from '../../nodes/types.gen.ts'
import { freePort } from '../../server/testing/sockets.ts'
import { millrace, type Row, root, rowsIn } from './command.ts'
import { runViews } from './views.ts'

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'millrace-templates-'))
afterAll(() => fs.rmSync(folder, { recursive: true }))

/** Examples that need no service. */
const templates = [
  'access-log',
  'fan-out',
  'iot-threshold',
  'late-data',
  'social-stream',
  'this-machine',
  'web-log',
  'webhook',
  'word-count',
]

const expected = (file: string): Row[] => rowsIn(path.join(root, 'examples', file))
const order = (rows: readonly Row[]): string[] => rows.map((row) => JSON.stringify(row)).sort()
const every = (ms: number) => `{{time 2024-01-01T00:00:00Z ${ms}}}`

test.each(templates)('%s is valid, says what it is, and has a place for each node', (name) => {
  const text = fs.readFileSync(path.join(root, 'examples', name, 'pipeline.yaml'), 'utf8')
  const { pipeline, issues } = readPipeline(text)
  const compiled = compile(pipeline!, catalogue)
  expect([...issues, ...compiled.issues].filter(({ code }) => code !== 'NO_ACKNOWLEDGEMENT')).toEqual([])
  expect(pipeline!.name).toBe(name)
  expect(pipeline!.title).toBeTruthy()
  expect(parse(text).description).toMatch(/^[A-Z].*\.$/)
  const places = Object.entries(pipeline!.layout ?? {})
  expect(places.map(([node]) => node).sort()).toEqual(Object.keys(pipeline!.nodes).sort())
  expect(new Set(places.map(([, place]) => place.join())).size).toBe(places.length)
  expect(fs.readFileSync(path.join(root, 'examples/README.md'), 'utf8')).toContain(`[${name}](${name})`)
})

test('hashtags are counted as expected', async () => {
  const { result, rows } = await runViews('social-stream', { rate: 0, count: 2000, at: every(50) })
  expect(result).toMatchObject({ state: 'ended', balanced: true })
  expect(order(rows('table'))).toEqual(order(expected('social-stream/expected/counts.jsonl')))
  const newest = Math.max(...rows('top').map(({ window_end }) => Number(window_end)))
  expect(rows('top').length).toBeLessThanOrEqual(10)
  for (const row of rows('top')) expect(row.window_end).toBe(newest)
  expect(rows('newest')).toHaveLength(50)
})

test('sensors are averaged as expected', async () => {
  const { result, rows } = await runViews('iot-threshold', { rate: 0, count: 2000, at: every(50) })
  expect(result).toMatchObject({ state: 'ended', balanced: true })
  expect(order(rows('table'))).toEqual(order(expected('iot-threshold/expected/averages.jsonl')))
  expect(rows('chart').length).toBe(result.nodes.average.produced)
})

test('pages are counted as expected', async () => {
  const { result, rows } = await runViews('web-log', { rate: 100_000, count: 2000, at: every(20) })
  expect(result).toMatchObject({ state: 'ended', balanced: true })
  expect(order(rows('pages'))).toEqual(order(expected('web-log/expected/pages.jsonl')))
  expect(rows('failures').every(({ status }) => Number(status) >= 500)).toBe(true)
})

test('what is late is not lost', async () => {
  // what is read in one go is judged by the watermark before it: slow enough that a busy machine reads it in many
  const { result, rows } = await runViews('late-data', { rate: 400, count: 2000, delay: '0s' })
  expect(result).toMatchObject({ state: 'ended', balanced: true })
  const { absorbed, late } = result.nodes.count
  expect(absorbed + late).toBe(2000)
  expect(late).toBeGreaterThan(0)
  expect(rows('late')).toHaveLength(Math.min(late, 300))
})

test('orders go their ways, large ones to a file', async () => {
  const large = path.join(folder, 'large.jsonl')
  const { result } = await runViews('fan-out', { rate: 0, count: 2000, at: every(100), large })
  expect(result).toMatchObject({ state: 'ended', balanced: true })
  expect(fs.readFileSync(large, 'utf8')).toBe(fs.readFileSync(path.join(root, 'examples/fan-out/expected/large.jsonl'), 'utf8'))
  const { newest, sort, file, time, rest } = result.nodes
  expect(newest.recordsIn).toBe(2000)
  expect(file.recordsIn + time.recordsIn + rest.recordsIn).toBe(sort.recordsIn)
})

test.each(['received', 'processed'])('events by HTTP are answered once they are %s, and counted', async (ack) => {
  const port = await freePort()
  const sets = ['--set', `port=${port}`, '--set', `ack=${ack}`]
  const { child, ended } = millrace('run', path.join(root, 'examples/webhook/pipeline.yaml'), '--json', ...sets)
  await new Promise<void>((resolve) => {
    let said = ''
    child.stderr.on('data', (data) => {
      said += data
      if (said.includes('listening on')) resolve()
    })
  })
  const send = async (body: unknown, key: string) => {
    const response = await fetch(`http://127.0.0.1:${port}/events`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key },
      body: JSON.stringify(body),
    })
    return [response.status, await response.json()]
  }
  const status = ack === 'received' ? 202 : 200
  expect(await send([{ path: '/' }, { path: '/pay', visitor: 'ann' }], 'a')).toEqual([status, { records: 2 }])
  expect(await send([{ path: '/' }, { path: '/pay', visitor: 'ann' }], 'a')).toEqual([200, { records: 2, duplicate: true }])
  expect(await send({ path: '/pay' }, 'b')).toEqual([status, { records: 1 }])
  child.kill('SIGTERM')
  const { nodes, guarantees, balanced } = JSON.parse((await ended).stdout)
  expect([nodes.decode.recordsOut, nodes.events.dropped, balanced]).toEqual([3, { duplicate: 2 }, true])
  expect(guarantees.table).toBe('at-most-once')
})
