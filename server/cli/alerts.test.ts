import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { FrameIndex } from '../../core/metrics.ts'
import { frameWith } from '../testing/frames.ts'
import { captured } from '../testing/terminal.ts'
import { main } from './main.ts'

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'millrace-alerts-test-'))
afterAll(() => fs.rmSync(folder, { recursive: true }))
const START = 1_700_000_000_000

let files = 0
function write(text: string): string {
  const file = path.join(folder, `${++files}`)
  fs.writeFileSync(file, text)
  return file
}
const pipeline = write(`millrace: 1
name: watched
nodes:
  lines: { type: connect.tcp-client, config: { host: 127.0.0.1, port: 9999 } }
  text: { type: collect.decode, config: { codec: json, fields: { word: string, n: long } } }
  out: { type: consign.discard }
  hot: { type: control.threshold, config: { on: text, field: n, above: 100, message: "'\${word}' seen \${n} times" } }
wires:
  - lines -> text -> out
alerts:
  - { name: slow, on: out, metric: latency.p99, above: 500, for: 20s }
`)
async function run(data: readonly object[] | string, ...more: string[]) {
  const terminal = captured()
  const text = typeof data === 'string' ? data : data.map((line) => `${JSON.stringify(line)}\n`).join('')
  const code = await main(['alerts', 'test', pipeline, '--data', write(text), ...more], terminal)
  return { code, stdout: terminal.stdout, stderr: terminal.stderr }
}
const latencies = (...values: (number | null)[]) => values.map((slow, i) => ({ at: START + i * 10_000, values: { slow } }))

describe('which alerts there would have been', () => {
  test('of figures by rule, in the steps of the data', async () => {
    expect(await run(latencies(600, 600, 600, null, 600, 400))).toEqual({
      code: 0,
      stderr: '',
      stdout: `slow fires 1×, 30.0 s in all
  2023-11-14 22:13:40  30.0 s  Latency p99 of out is 600 ms, above 500 ms
hot has no figures
silence-lines has no figures
`,
    })
  })

  test('of series, as the API answers history', async () => {
    const series = { 'lines|recordsOut': [5, ...Array<number>(61).fill(0)], 'out|latency.p99': [100] }
    expect((await run([{ from: START, step: 1000, series, marks: [] }])).stdout).toBe(`slow does not fire
hot has no figures
silence-lines fires 1×, 1.0 s in all
  2023-11-14 22:14:20  still on  no records from lines for 1 m 00 s
`)
  })

  test('of frames, with the record in the message', async () => {
    const index: FrameIndex = { nodes: ['lines', 'text', 'out'], roles: ['source', 'inner', 'sink'], wires: [] }
    const tap = (max: number) => ({ count: 1, last: max, min: max, max, sum: max, sample: `{"word":"the","n":${max}}` })
    const frames = [50, 120, 90].map((n, i) => frameWith({ index, seq: START / 1000 + i, taps: { hot: tap(n) } }))
    expect(JSON.parse((await run(frames, '--json')).stdout)).toEqual({
      rules: [
        { rule: 'slow', expected: false, alerts: [] },
        { rule: 'hot', expected: false, alerts: [{ from: START + 1000, to: START + 2000, message: "'the' seen 120 times" }] },
        { rule: 'silence-lines', expected: false, alerts: [] },
      ],
    })
  })
})

test('a rule that should fire and does not: code 1', async () => {
  expect(await run([{ expect: ['slow'] }, ...latencies(600, 600, 600)])).toMatchObject({ code: 0 })
  expect(await run([{ expect: ['slow'] }, ...latencies(600, 600, 400)])).toMatchObject({
    code: 1,
    stdout: expect.stringContaining('slow does not fire, but should'),
  })
  expect(await run([{ expect: ['slw'] }])).toMatchObject({ code: 2, stderr: expect.stringContaining('did you mean `slow`?') })
})

test.each([
  ['{"at": 1', '1: not a JSON object'],
  ['[1]', '1: not a JSON object'],
  ['\n{"at": 1, "values": {"slow": "x"}}', '2: values.slow: '],
  ['{"at": 1}', '1: values: '],
  ['{"seq": 1, "index": {"nodes": [], "roles": [], "wires": []}}', '1: nodes: '],
])('what is no data is told with its line: %j', async (text, message) => {
  expect(await run(text)).toMatchObject({ code: 2, stderr: expect.stringContaining(message) })
})

test('a wrong command line, and a wrong pipeline', async () => {
  const call = async (...args: string[]) => {
    const terminal = captured()
    return { code: await main(['alerts', ...args], terminal), stderr: terminal.stderr }
  }
  expect(await call()).toMatchObject({ code: 2, stderr: expect.stringContaining('there is `test`') })
  expect(await call('tset', pipeline)).toMatchObject({ code: 2, stderr: expect.stringContaining('only `test`') })
  expect(await call('test')).toMatchObject({ code: 2, stderr: expect.stringContaining('name one pipeline file') })
  expect(await call('test', pipeline)).toMatchObject({ code: 2, stderr: expect.stringContaining('--data') })
  expect(await call('test', pipeline, '--data', path.join(folder, 'none'))).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('there is no file'),
  })
  expect(await call('test', write('millrace: 1\nname: x\n'), '--data', write(''))).toMatchObject({ code: 3 })
})
