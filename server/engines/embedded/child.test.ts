import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { compile } from '../../../core/compile.ts'
import { readPipeline } from '../../../core/graph.ts'
import type { Plan } from '../../../core/plan.ts'
import { catalogue } from '../../../nodes/types.gen.ts'
import type { FromChild, ToChild } from '../../runs/child-protocol.ts'

const program = new URL('./child.ts', import.meta.url).pathname

let dir = ''
beforeEach(() => {
  dir = fs.mkdtempSync(path.join(os.tmpdir(), 'millrace-child-'))
})
afterEach(() => fs.rmSync(dir, { recursive: true }))

function planOf(text: string): Plan {
  const { pipeline, issues } = readPipeline(text)
  if (pipeline === null) throw new Error(JSON.stringify(issues))
  const { plan, issues: found } = compile(pipeline, catalogue)
  if (plan === null) throw new Error(JSON.stringify(found))
  return plan
}

type Message<K extends FromChild['kind']> = Extract<FromChild, { kind: K }>

/** A forked run and all that it said. */
class Child {
  readonly process: ChildProcess
  readonly said: FromChild[] = []
  readonly exit: Promise<readonly [number | null, string | null]>

  constructor(plan: Plan, state: string) {
    this.process = fork(program, { cwd: dir, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
    this.process.on('message', (message: FromChild) => this.said.push(message))
    this.exit = once(this.process, 'exit') as Promise<[number | null, string | null]>
    this.tell({
      kind: 'start',
      plan,
      stateDir: path.join(dir, state),
      roots: [],
      secrets: {},
      egress: { loopback: true, allowed: [], port: null },
    })
  }

  tell(message: ToChild): void {
    this.process.send(message)
  }

  /** Resolves with the first message of the kind for which it holds, past ones included. */
  async first<K extends FromChild['kind']>(kind: K, holds: (message: Message<K>) => boolean = () => true): Promise<Message<K>> {
    for (;;) {
      const found = this.said.find((m): m is Message<K> => m.kind === kind && holds(m as Message<K>))
      if (found !== undefined) return found
      await once(this.process, 'message')
    }
  }
}

const counting = (rate: number, count: number, out: string): Plan =>
  planOf(`
millrace: 1
name: counting
nodes:
  made:   { type: connect.generator, config: { record: { k: "{{seq}}", ts: "{{seq}}" }, rate: ${rate}, count: ${count} } }
  rows:   { type: consign.file, config: { path: ${out}.jsonl } }
  time:   { type: collect.event-time, config: { field: ts } }
  count:  { type: compose.aggregate, config: { keys: [], window: { kind: tumbling, size: 1s }, aggs: [{ name: c, fn: count }, { name: s, fn: sum, field: k }] } }
  counts: { type: consign.file, config: { path: ${out}-counts.jsonl } }
wires: [made -> rows, made -> time -> count -> counts]
`)

const output = (name: string): [string, string] => [
  fs.readFileSync(path.join(dir, `${name}.jsonl`), 'utf8'),
  fs.readFileSync(path.join(dir, `${name}-counts.jsonl`), 'utf8'),
]

test.each(['stop', 'disconnect'])('a run whose source always has more sends its frames, and ends at a %s', async (how) => {
  const run = new Child(counting(0, 1_000_000_000_000, how), how)
  try {
    await run.first('frame')
    if (how === 'stop') run.tell({ kind: 'stop' })
    else run.process.disconnect()
    expect(await run.exit).toEqual([0, null])
  } finally {
    run.process.kill('SIGKILL')
  }
})

test('killed and started again on the same state, a run ends with the output of an undisturbed one', async () => {
  const calm = new Child(counting(0, 100_000, 'calm'), 'calm-state')
  expect(await calm.first('done')).toMatchObject({ result: { state: 'ended', balanced: true } })
  expect(await calm.exit).toEqual([0, null])

  const killed = new Child(counting(8_000, 100_000, 'killed'), 'state')
  await killed.first('frame', ({ frame }) => frame.nodes.recordsOut[frame.index.nodes.indexOf('rows')] > 0)
  killed.process.kill('SIGKILL')
  expect(await killed.exit).toEqual([null, 'SIGKILL'])
  expect(killed.said.some((m) => m.kind === 'done')).toBe(false)

  const again = new Child(counting(0, 100_000, 'killed'), 'state')
  expect((await again.first('done')).result.state).toBe('ended')
  expect(again.said.flatMap((m) => (m.kind === 'state' ? [m.state] : []))).toEqual(['running', 'draining', 'ended'])
  await again.exit
  const [rows, counts] = output('calm')
  expect(output('killed')[0] === rows).toBe(true)
  expect(output('killed')[1].split('\n').sort()).toEqual(counts.split('\n').sort())
})

const endless = (): Plan =>
  planOf(`
millrace: 1
name: endless
nodes:
  made: { type: connect.generator, config: { record: { k: "{{seq}}" }, rate: 100 } }
  show: { type: consume.console, config: { rate: 0 } }
wires: [made -> show]
`)

test('it passes on what consoles print, and stops in order when it is told', async () => {
  const child = new Child(endless(), 'state')
  expect((await child.first('print')).text).toMatch(/^\{"k":0\}\n/)
  child.process.kill('SIGINT') // the terminal's, for the server to judge
  child.tell({ kind: 'stop' })
  expect((await child.first('done')).result).toMatchObject({ state: 'stopped', balanced: true, error: null })
  expect(await child.exit).toEqual([0, null])
})

test('it ends in order when the channel closes or the system asks, and leaves the state folder free', async () => {
  const alone = new Child(endless(), 'state')
  await alone.first('print')
  alone.process.disconnect()
  expect(await alone.exit).toEqual([0, null])
  const asked = new Child(endless(), 'state')
  await asked.first('print')
  asked.process.kill('SIGTERM')
  expect((await asked.first('done')).result).toMatchObject({ state: 'stopped', balanced: true })
  expect(await asked.exit).toEqual([0, null])
})

test('a run that cannot start says why', async () => {
  const child = new Child(
    planOf(`
millrace: 1
name: nothing-there
nodes:
  in:  { type: connect.file, config: { path: nothing.txt } }
  out: { type: consign.discard }
wires: [in -> out]
`),
    'state',
  )
  expect((await child.first('done')).result).toMatchObject({ state: 'failed', error: { code: 'FILE_NOT_FOUND' } })
  expect(await child.exit).toEqual([0, null])
})
