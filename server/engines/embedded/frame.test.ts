import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { compile } from '../../../core/compile.ts'
import { readPipeline } from '../../../core/graph.ts'
import type { Frame } from '../../../core/metrics.ts'
import { type Catalogue, defineNode, type ExampleRow } from '../../../core/node-type.ts'
import { op, type Plan } from '../../../core/plan.ts'
import { runtimes } from '../../../nodes/runtimes.gen.ts'
import { catalogue } from '../../../nodes/types.gen.ts'
import { HandClock } from '../../testing/clock.ts'
import { listRuntimes, listTypes } from '../../testing/list.ts'
import { Pusher, pushedType } from '../../testing/pushing.ts'
import { defineRuntime, type Runtimes } from '../runtime-type.ts'
import { diskFiles } from './files.ts'
import type { RunOptions } from './options.ts'
import { startRun } from './run.ts'

let dir = ''
beforeEach(() => {
  dir = fs.mkdtempSync(path.join(os.tmpdir(), 'millrace-frame-'))
})
afterEach(() => fs.rmSync(dir, { recursive: true }))

const bare = { title: { en: 'x', zh: 'x' }, summary: { en: 'x', zh: 'x' }, config: z.strictObject({}), examples: [] }
const types: Catalogue = {
  ...catalogue,
  ...listTypes,
  ...pushedType,
  'test.held': defineNode({
    ...bare,
    id: 'held',
    stage: 'consign',
    ports: { in: ['in'], out: [] },
    contract: { kind: 'sink', class: 'none', replaces: false },
    plan: (_, { in: input }) => ({ written: op({ op: 'sink' }, input) }),
  }),
}

function planOf(text: string): Plan {
  const { pipeline, issues } = readPipeline(`millrace: 1\nname: framed\n${text}`)
  const compiled = pipeline === null ? null : compile(pipeline, types)
  if (compiled?.plan == null) throw new Error(JSON.stringify([...issues, ...(compiled?.issues ?? [])]))
  return compiled.plan
}

function run(plan: Plan, more: Runtimes, options: Partial<RunOptions> = {}) {
  const clock = new HandClock()
  const frames: Frame[] = []
  const lists: Record<string, ExampleRow[]> = {}
  const running = startRun(plan, {
    runtimes: { ...runtimes, ...listRuntimes(lists), ...more },
    files: diskFiles,
    state: path.join(dir, 'state'),
    lock: false,
    clock,
    flush: true,
    roots: [dir],
    print: () => {},
    log: () => {},
    onFrame: (frame) => frames.push(frame),
    floor: { bytes: 0, share: 0 },
    ...options,
  })
  /** The frame of a further second. */
  const second = (): Frame => {
    clock.advance(1000)
    return frames.at(-1)!
  }
  /** The first frame for which it holds. */
  const seen = async (holds: (frame: Frame) => boolean): Promise<Frame> => {
    for (;;) {
      const frame = second()
      if (holds(frame)) return frame
      await turn()
    }
  }
  return { running, second, seen, frames }
}

const node = (frame: Frame, column: keyof Frame['nodes'], id: string) => frame.nodes[column][frame.index.nodes.indexOf(id)]
const wire = (frame: Frame, column: keyof Frame['wires'], id: string) => frame.wires[column][frame.index.wires.indexOf(id)]
const sum = (frames: readonly Frame[], of: (frame: Frame) => unknown): number => frames.reduce((total, f) => total + Number(of(f)), 0)
const turn = () => new Promise((resolve) => setImmediate(resolve))
const epochs = (...rows: ExampleRow[][]): string => JSON.stringify({ fields: { k: 'string', n: 'long' }, epochs: rows })

test('while a sink is full, everything in front of it is back-pressured and the wire to it is filled', async () => {
  let open = (): void => {}
  const gate = new Promise<void>((resolve) => {
    open = resolve
  })
  let encoded = 0
  const held: Runtimes = {
    'test.held': async () =>
      defineRuntime({
        sink: (_, context) => {
          const encoder = context.encoder('jsonl')
          return {
            open: async () => ({ published: null }),
            encode(batch, out) {
              encoded += batch.count
              encoder.encode(batch, out)
            },
            publish: () => gate,
            close: async () => {},
          }
        },
      }),
  }
  const plan = planOf(`
nodes:
  in:    { type: test.list-source, config: ${epochs([{ n: 1 }, { n: 2 }], [{ n: 3 }], [{ n: 4 }])} }
  all:   { type: compose.filter, config: { where: n > 0 } }
  out:   { type: test.held }
  other: { type: consign.discard }
wires: [in -> all -> out, in -> other]`)
  const { running, second } = run(plan, held, { durability: 'fast', state: null })
  while (encoded < 3) await turn()
  await turn()
  const full = second()
  expect(['in', 'all', 'out', 'other'].map((n) => node(full, 'backpressuredMs', n))).toEqual([1000, 1000, 0, 0])
  expect(node(full, 'busyMs', 'out')).toBe(1000)
  expect(wire(full, 'queueRecords', 'all.out>out.in')).toBe(3)
  expect(wire(full, 'queueBytes', 'all.out>out.in')).toBe('{"k":null,"n":1}\n'.length * 3)
  expect(wire(full, 'fill', 'all.out>out.in')).toBe(1)
  expect(wire(full, 'fill', 'in.out>other.in')).toBe(0)
  expect(node(full, 'recordsOut', 'out')).toBe(0)
  expect(node(full, 'recordsIn', 'out')).toBe(3)
  expect(node(full, 'latency', 'out')).toBe(null)
  open()
  expect(await running.done).toMatchObject({ state: 'ended', balanced: true })
})

test('a source says what waits in front of it; records it cannot count are reckoned by their mean size', async () => {
  const pusher = new Pusher()
  pusher.pending = { records: null, bytes: 300, most: 1000 }
  pusher.push('123456789', '123456789', '123456789')
  const plan = planOf(`
nodes:
  in:  { type: test.pushed }
  log: { type: collect.receiver }
  out: { type: test.list-sink, config: { into: out } }
wires: [in -> log -> out]`)
  const { running, second, seen } = run(plan, pusher.runtimes)
  const frame = await seen((f) => node(f, 'recordsOut', 'out') === 3)
  expect(node(frame, 'lagRecords', 'in')).toBe(30)
  expect(node(frame, 'connectionUp', 'in')).toBe(1)
  expect(node(frame, 'connectionUp', 'out')).toBe(null)
  expect([wire(frame, 'queueRecords', 'in.out>log.in'), wire(frame, 'queueBytes', 'in.out>log.in')]).toEqual([30, 300])
  expect(wire(frame, 'fill', 'in.out>log.in')).toBe(0.3)
  pusher.pending = null
  pusher.connection(false)
  const later = second()
  expect(node(later, 'lagRecords', 'in')).toBe(null)
  expect(node(later, 'connectionUp', 'in')).toBe(0)
  running.stop('signal')
  await running.done
})

test('records are counted at sinks, per port of a route, and per wire; state is told in rows and bytes', async () => {
  const pusher = new Pusher()
  pusher.push('{"k":"a","n":1}', '{"k":"b","n":2}', '{"k":"c","n":3}', '{"k":')
  const plan = planOf(`
nodes:
  in:     { type: test.pushed }
  decode: { type: collect.decode, config: { codec: json, fields: { k: string, n: long } } }
  route:  { type: compose.route, config: { ports: { one: n = 1, big: n > 1 }, mode: all } }
  joined: { type: compose.union }
  count:  { type: compose.aggregate, config: { keys: [k], window: { kind: none }, aggs: [{ name: c, fn: count }], output: update } }
  sums:   { type: test.list-sink, config: { into: sums } }
  bigs:   { type: consign.discard }
wires: [in -> decode -> route, route.one -> joined, route.big -> joined, joined -> count -> sums, route.big -> bigs]`)
  const { running, seen, frames } = run(plan, pusher.runtimes)
  const frame = await seen((f) => node(f, 'recordsOut', 'sums') === 3)
  const records = Object.fromEntries(frame.index.wires.map((id) => [id, sum(frames, (f) => wire(f, 'records', id))]))
  expect(records).toEqual({
    'in.out>decode.in': 4,
    'decode.out>route.in': 3,
    'route.one>joined.in': 1,
    'route.big>joined.in': 2,
    'joined.out>count.in': 3,
    'count.out>sums.in': 3,
    'route.big>bigs.in': 2,
  })
  const counts = (id: string) => [sum(frames, (f) => node(f, 'recordsIn', id)), sum(frames, (f) => node(f, 'recordsOut', id))]
  expect(['in', 'decode', 'route', 'sums', 'bigs'].map(counts)).toEqual([
    [0, 4],
    [4, 3],
    [3, 3],
    [3, 3],
    [2, 2],
  ])
  expect(sum(frames, (f) => node(f, 'deadLetters', 'decode'))).toBe(1)
  expect(node(frame, 'stateRows', 'count')).toBe(3)
  expect(node(frame, 'stateBytes', 'count')).toBeGreaterThan(0)
  expect(node(frame, 'latency', 'sums')).not.toBe(null)
  expect(sum(frames, (f) => f.run.epochs)).toBe(2) // the first one fixes the places of sinks
  running.stop('signal')
  expect(await running.done).toMatchObject({ state: 'stopped', balanced: true })

  const again = run(plan, new Pusher().runtimes)
  expect((await again.seen((f) => f.generation === 2)).run.epochs).toBe(0)
  again.running.stop('signal')
  await again.running.done
})

test('a source that comes decoded counts each record once', async () => {
  const plan = planOf(`
nodes:
  made: { type: connect.generator, config: { record: { n: "{{seq}}" }, rate: 0, count: 7 } }
  one:  { type: consign.discard }
  two:  { type: consign.discard }
wires: [made -> one, made -> two]`)
  const { running } = run(plan, {})
  const { nodes } = await running.done
  expect([nodes.made.recordsOut, nodes.one.recordsIn, nodes.two.recordsIn]).toEqual([7, 7, 7])
})
