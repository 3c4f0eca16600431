import { expect, test } from 'vitest'
import { compile } from '../../../core/compile.ts'
import { readPipeline } from '../../../core/graph.ts'
import type { Plan } from '../../../core/plan.ts'
import { runtimes } from '../../../nodes/runtimes.gen.ts'
import { catalogue } from '../../../nodes/types.gen.ts'
import { HandClock } from '../../testing/clock.ts'
import { Pusher, pushedType } from '../../testing/pushing.ts'
import { diskFiles } from './files.ts'
import type { Peeked } from './peek.ts'
import { startRun } from './run.ts'

function planOf(nodes: string, wires: string): Plan {
  const { pipeline, issues } = readPipeline(`
millrace: 1
name: peeked
nodes:
  in:  { type: test.pushed }
${nodes}
  out: { type: consign.discard }
wires: ${wires}`)
  const compiled = pipeline === null ? null : compile(pipeline, { ...catalogue, ...pushedType })
  if (compiled?.plan == null) throw new Error(JSON.stringify([...issues, ...(compiled?.issues ?? [])]))
  return compiled.plan
}

async function running(plan: Plan) {
  const clock = new HandClock()
  const pusher = new Pusher()
  const peeked: Peeked[] = []
  const logs: string[] = []
  const run = startRun(plan, {
    runtimes: { ...runtimes, ...pusher.runtimes },
    files: diskFiles,
    state: null,
    durability: 'fast',
    lock: false,
    clock,
    flush: false,
    roots: [],
    print: () => {},
    log: (_, __, message) => void logs.push(message),
    onPeek: (rows) => peeked.push(rows),
  })
  /** Lets go on what needs no time and no disk. */
  const turns = async (): Promise<void> => {
    for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve))
  }
  await pusher.idle()
  return {
    run,
    logs,
    peek: (...wires: string[]) => run.peek(wires),
    /** Pushes lines, lets them pass and turns the clock; what was shown, by wire. */
    async push(lines: readonly string[], ms = 200): Promise<Record<string, Peeked>> {
      if (lines.length > 0) {
        pusher.push(...lines)
        await pusher.idle()
      }
      await turns()
      clock.advance(10) // ends the epoch, so that stateful ops emit
      await turns()
      peeked.length = 0
      clock.advance(ms)
      return Object.fromEntries(peeked.map((p) => [p.wire, p]))
    },
    async stop() {
      run.stop('signal')
      clock.advance(1000)
      return run.done
    },
  }
}

const NODES = `
  decode: { type: collect.decode, config: { codec: json, fields: { k: string, n: long, ts: timestamp, more: string } } }
  odd:    { type: compose.filter, config: { where: n % 2 = 1 } }
  double: { type: compose.map, config: { set: { n: n * 2 } } }
  count:  { type: compose.aggregate, config: { keys: [k], window: { kind: none }, aggs: [{ name: c, fn: count }, { name: s, fn: sum, field: n }], output: update } }
  slim:   { type: compose.map, config: { set: { twice: c * 2 }, remove: [s] } }`
const WIRES = '[in -> decode -> odd -> double -> count -> slim -> out]'
const line = (k: string, n: number | null) => JSON.stringify({ k, n, ts: 1000, more: 'unread' })

test('a peek shows all fields of each wire, also where loops are fused and nobody else reads them', async () => {
  const { push, peek, stop, logs } = await running(planOf(NODES, WIRES))
  expect(await push([line('a', 1)])).toEqual({})
  peek(
    'in.out>decode.in',
    'decode.out>odd.in',
    'odd.out>double.in',
    'double.out>count.in',
    'count.out>slim.in',
    'slim.out>out.in',
    'no>such',
  )
  const shown = await push([line('b', 2), line('c', 3), line('d', null)])
  const rows = Object.fromEntries(Object.entries(shown).map(([wire, p]) => [wire, p.rows]))
  expect(rows).toEqual({
    'in.out>decode.in': [[line('b', 2)], [line('c', 3)], [line('d', null)]],
    'decode.out>odd.in': [
      ['b', 2, 1000, 'unread'],
      ['c', 3, 1000, 'unread'],
      ['d', null, 1000, 'unread'],
    ],
    'odd.out>double.in': [['c', 3, 1000, 'unread']],
    'double.out>count.in': [['c', 6, 1000, 'unread']],
    'count.out>slim.in': [['c', 1, 6]],
    'slim.out>out.in': [['c', 1, 2]],
  })
  expect(shown['decode.out>odd.in'].columns).toEqual([
    { name: 'k', type: 'string' },
    { name: 'n', type: 'long' },
    { name: 'ts', type: 'timestamp' },
    { name: 'more', type: 'string' },
  ])
  expect(Object.values(shown).map((p) => p.missed)).toEqual([0, 0, 0, 0, 0, 0])
  expect(shown['slim.out>out.in'].columns.map((c) => c.name)).toEqual(['k', 'c', 'twice'])
  peek()
  expect(await push([line('e', 5)])).toEqual({})
  expect(logs).toEqual([])
  expect(await stop()).toMatchObject({ state: 'stopped', balanced: true })
})

test('a burst at first, then a few a second; the others are counted', async () => {
  const { push, peek, stop } = await running(planOf(NODES, WIRES))
  peek('decode.out>odd.in')
  const many = Array.from({ length: 120 }, (_, i) => line('k', i))
  const first = (await push(many))['decode.out>odd.in']
  expect([first.rows.length, first.missed]).toEqual([50, 70])
  const second = (await push(many))['decode.out>odd.in']
  expect([second.rows.length, second.missed]).toEqual([1, 119])
  expect(await push([])).toEqual({})
  expect(await push([], 2000)).toEqual({})
  const third = (await push(many, 1000))['decode.out>odd.in']
  expect([third.rows.length, third.missed]).toEqual([12, 108])
  await stop()
})

test('of much input a part is looked at; what passes unseen is told once a second', async () => {
  const { push, peek, stop } = await running(planOf(NODES.replace('n % 2 = 1', 'n = 3999'), WIRES))
  peek('odd.out>double.in')
  const many = Array.from({ length: 4000 }, (_, i) => line('k', i))
  expect(await push(many, 200)).toEqual({})
  expect(await push([], 1000)).toMatchObject({ 'odd.out>double.in': { rows: [], missed: 1 } })
  await stop()
})

test('late records, unions, branches and CSV behind its header are shown too', async () => {
  const plan = planOf(
    `
  decode: { type: collect.decode, config: { codec: csv, header: true, fields: { n: long, ts: timestamp, k: string } } }
  time:   { type: collect.event-time, config: { field: ts, delay: 0, maxAhead: null } }
  count:  { type: compose.aggregate, config: { keys: [k], window: { kind: tumbling, size: 10 }, aggs: [{ name: c, fn: count }] } }
  late:   { type: compose.map, config: { set: { was: n + 1 } } }
  small:  { type: compose.map, config: { set: { c: n }, remove: [n, ts] } }
  big:    { type: compose.filter, config: { where: n > 3 } }
  all:    { type: compose.union }
  counts: { type: consign.discard }
  strays: { type: consign.discard }`,
    '[in -> decode -> time -> count -> counts, decode -> small -> all, decode -> big -> all, all -> out, count.late -> late -> strays]',
  )
  const { push, peek, stop, logs } = await running(plan)
  await push(['k,n,ts', 'a,1,5', 'a,2,50'])
  peek('all.out>out.in', 'count.out>counts.in', 'count.late>late.in', 'late.out>strays.in', 'decode.out>small.in')
  const shown = await push(['b,3,6', 'c,4,70'])
  const records = (wire: string) =>
    shown[wire].rows.map((row) => Object.fromEntries(shown[wire].columns.map(({ name }, i) => [name, row[i]])))
  expect(records('count.out>counts.in')).toEqual([{ window_start: 50, window_end: 60, k: 'a', c: 1 }])
  expect(records('decode.out>small.in')).toEqual([
    { n: 3, ts: 6, k: 'b' },
    { n: 4, ts: 70, k: 'c' },
  ])
  expect(records('count.late>late.in')).toEqual([{ n: 3, ts: 6, k: 'b' }])
  expect(records('late.out>strays.in')).toEqual([{ n: 3, ts: 6, k: 'b', was: 4 }])
  expect(records('all.out>out.in')).toEqual([
    { k: 'b', c: 3, n: null, ts: null },
    { k: 'c', c: 4, n: null, ts: null },
    { k: 'c', c: null, n: 4, ts: 70 },
  ])
  expect(logs).toEqual([])
  await stop()
})
