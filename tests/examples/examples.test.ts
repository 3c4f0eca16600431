import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { freePort } from '../../server/testing/sockets.ts'
import { millrace, type Row, root, rowsIn } from './command.ts'

const top = fs.mkdtempSync(path.join(os.tmpdir(), 'millrace-examples-'))
afterAll(() => fs.rmSync(top, { recursive: true }))
let folder = top
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(top, 'x-'))
})

const example = (name: string): string => path.join(root, 'examples', name)

/** Runs a bounded example; answers the object that `--json` prints. */
async function run(name: string, sets: Record<string, string>, ...args: string[]) {
  const options = Object.entries(sets).flatMap(([param, value]) => ['--set', `${param}=${value}`])
  const { code, stdout, stderr } = await millrace('run', example(name), '--json', '--root', folder, ...options, ...args).ended
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return JSON.parse(stdout)
}

const order = (rows: readonly Row[]): string[] => rows.map((row) => JSON.stringify(row)).sort()

test.each(['q0', 'q1', 'q2'])('Nexmark %s writes the expected file, byte by byte', async (query) => {
  const out = path.join(folder, 'out.jsonl')
  const result = await run(`nexmark/${query}.yaml`, { out })
  expect(fs.readFileSync(out, 'utf8')).toBe(fs.readFileSync(example(`nexmark/expected/${query}.jsonl`), 'utf8'))
  expect(result).toMatchObject({
    pipeline: `nexmark-${query}`,
    state: 'ended',
    balanced: true,
    guarantees: { out: 'exactly-once' },
    nodes: { decode: { recordsIn: 800, recordsOut: 800, deadLetters: 0 }, out: { recordsIn: rowsIn(out).length } },
  })
  for (const figure of ['seconds', 'cpuSeconds', 'peakMemoryBytes', 'epochs']) expect(result[figure]).toBeGreaterThan(0)
})

test('the last running count of each word is the expected one', async () => {
  const out = path.join(folder, 'out.jsonl')
  await run('nexmark/words.yaml', { out })
  const last = new Map(rowsIn(out).map(({ word, n }) => [word, n]))
  expect(order([...last].map(([word, n]) => ({ word, n })))).toEqual(order(rowsIn(example('nexmark/expected/words.jsonl'))))
})

test('the access log is routed and counted as expected', async () => {
  const out = { failures: path.join(folder, 'failures.jsonl'), traffic: path.join(folder, 'traffic.jsonl') }
  const result = await run('access-log/pipeline.yaml', out)
  for (const [name, file] of Object.entries(out))
    expect(order(rowsIn(file))).toEqual(order(rowsIn(example(`access-log/expected/${name}.jsonl`))))
  expect(result.nodes.refused.recordsIn).toBe(101)
  expect(result.nodes.failures.late + result.nodes.traffic.late).toBe(0)
})

test('with the same state a second run goes on behind the first, and finds nothing left', async () => {
  const out = path.join(folder, 'out.jsonl')
  const state = path.join(folder, 'state')
  await run('nexmark/q0.yaml', { out }, '--state', state)
  expect(fs.statSync(state).mode & 0o077).toBe(0)
  const again = await run('nexmark/q0.yaml', { out }, '--state', state)
  expect(again.nodes.decode.recordsIn).toBe(0)
  expect(fs.readFileSync(out, 'utf8')).toBe(fs.readFileSync(example('nexmark/expected/q0.jsonl'), 'utf8'))
})

/** Starts the word count over one pass of its text in windows of a second that do not overlap; resolves when every word is in the file. */
async function countOnce(...args: string[]) {
  const expected = rowsIn(example('word-count/expected/counts.jsonl'))
  const port = await freePort()
  const out = path.join(folder, 'out.jsonl')
  fs.writeFileSync(out, '')
  const lines = { rate: 0, count: 27, unread: 'wait', size: '1s', slide: '1s', least: 1, port, senderPort: port, out }
  const sets = Object.entries(lines).flatMap(([param, value]) => ['--set', `${param}=${value}`])
  const { child, ended } = millrace('run', example('word-count/pipeline.yaml'), '--root', folder, ...sets, ...args)
  const sum = (rows: readonly Row[]): number => rows.reduce((all, { n }) => all + Number(n), 0)
  await new Promise<void>((resolve, reject) => {
    const watcher = fs.watch(out, () => {
      if (sum(rowsIn(out)) < sum(expected)) return
      watcher.close()
      resolve()
    })
    ended.then(({ stderr }) => reject(new Error(stderr)))
  })
  return { child, ended, expected, out }
}

test('every word that comes over TCP is counted once, and SIGTERM ends the run in order', async () => {
  const { child, ended, expected, out } = await countOnce()
  child.kill('SIGTERM')
  const { code, stdout, stderr } = await ended
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '', stderr: expect.stringContaining('every record is accounted for') })
  expect(stderr).toContain('word-count: stopped after')
  const counts = new Map<string, number>()
  for (const { word, n } of rowsIn(out)) counts.set(String(word), (counts.get(String(word)) ?? 0) + Number(n))
  expect(order([...counts].map(([word, n]) => ({ word, n })))).toEqual(order(expected))
})

test('SIGINT ends the run in order too, with code 130', async () => {
  const { child, ended } = await countOnce('-q')
  child.kill('SIGINT')
  expect(await ended).toMatchObject({ code: 130, stderr: '' })
})

test('this machine is measured once a second', async () => {
  const { nodes, state, balanced } = await run('this-machine/pipeline.yaml', { window: '1s' }, '--duration', '4s', '-q')
  expect({ state, balanced }).toEqual({ state: 'stopped', balanced: true })
  expect(nodes.newest.recordsIn).toBeGreaterThan(0)
  expect(nodes.cpu.recordsIn).toBe(nodes.newest.recordsIn)
  expect(nodes.load.recordsIn).toBe(nodes.average.produced)
})

test('a run that fails says why, where and what to do, with code 1', async () => {
  const { code, stdout, stderr } = await millrace('run', example('nexmark/q0.yaml'), '--set', `out=${path.join(folder, 'x.jsonl')}`).ended
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toMatch(/outside the working directory.*PATH_NOT_ALLOWED\)\n +.*--root/)
})

test('dead letters are counted, shown, and kept with the state', async () => {
  const input = path.join(folder, 'in.jsonl')
  const state = path.join(folder, 'state')
  fs.writeFileSync(input, '{"t":"b","auction":123}\nnot json\n{"t":"b"\n')
  const sets = ['--set', `input=${input}`, '--set', `out=${path.join(folder, 'out.jsonl')}`]
  const { code, stderr } = await millrace('run', example('nexmark/q2.yaml'), ...sets, '--root', folder, '--state', state).ended
  expect(code).toBe(0)
  expect(stderr).toContain(`2 dead letters; all of them are in ${state}/dead-letters.jsonl`)
  expect(stderr).toMatch(/decode: .*: not json\n/)
  expect(rowsIn(path.join(state, 'dead-letters.jsonl')).map(({ raw }) => raw)).toEqual(['not json', '{"t":"b"'])
})

test('each example is valid and explains itself', async () => {
  const files = [
    'access-log/pipeline.yaml',
    'this-machine/pipeline.yaml',
    'word-count/pipeline.yaml',
    'nexmark/q0.yaml',
    'nexmark/q1.yaml',
    'nexmark/q2.yaml',
    'nexmark/words.yaml',
  ]
  const { code } = await millrace('validate', ...files.map(example)).ended
  expect(code).toBe(0)
  const { stdout } = await millrace('explain', example('word-count/pipeline.yaml')).ended
  expect(stdout).toMatch(/file +at-most-once; exactly-once/)
})

test('the pipeline of README.md is valid', async () => {
  const [, yaml] = /```yaml\n(.*?)```/s.exec(fs.readFileSync(path.join(root, 'README.md'), 'utf8'))!
  const file = path.join(folder, 'readme.yaml')
  fs.writeFileSync(file, yaml)
  expect(await millrace('validate', file).ended).toEqual({ code: 0, stdout: `${file}: valid\n`, stderr: '' })
})
