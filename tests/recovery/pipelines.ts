import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { z } from 'zod'
import { compile } from '../../core/compile.ts'
import { readPipeline } from '../../core/graph.ts'
import type { RunResult } from '../../core/metrics.ts'
import { type Catalogue, defineNode } from '../../core/node-type.ts'
import { op, type Plan } from '../../core/plan.ts'
import { runtimes } from '../../nodes/runtimes.gen.ts'
import { catalogue } from '../../nodes/types.gen.ts'
import type { Files } from '../../server/engines/embedded/files.ts'
import type { RunOptions } from '../../server/engines/embedded/options.ts'
import { startRun } from '../../server/engines/embedded/run.ts'
import { defineRuntime, type Runtimes } from '../../server/engines/runtime-type.ts'

/** A sender that cannot send again: goes on behind what it handed over, whatever became of it. */
export type Sender = { next: number; logged: number[]; readonly lines: readonly string[] }

const push = defineNode({
  id: 'push',
  stage: 'connect',
  title: { en: 'Push', zh: '推送' },
  summary: { en: 'Push', zh: '推送' },
  config: z.strictObject({}),
  ports: { in: [], out: ['out'] },
  contract: { kind: 'source', delivery: 'push' },
  plan: () => ({ out: op({ op: 'source', delivery: 'push', receiver: null, fields: null }) }),
  examples: [],
})

const types: Catalogue = { ...catalogue, 'test.push': push }

const senderRuntime = (sender: Sender): Runtimes => ({
  'test.push': async () =>
    defineRuntime({
      source() {
        let handed = -1
        return {
          open: async () => {},
          async read() {
            if (sender.next >= sender.lines.length) return 'end'
            handed = sender.next++
            return { bytes: Buffer.from(`${sender.lines[handed]}\n`), at: 1, position: null }
          },
          // called once the ingest log has the chunk
          committed: async () => void sender.logged.push(handed),
          close: async () => {},
        }
      },
    }),
})

/** A folder with the input of the pipelines below; removed by the caller. */
export function inputFolder(): string {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'millrace-sweep-'))
  const rows = Array.from({ length: 60 }, (_, i) => JSON.stringify({ k: 'abc'[i % 3], n: i, ts: i * 400 - (i % 7 === 0 ? 900 : 0) }))
  rows.splice(20, 0, '{"broken":')
  fs.writeFileSync(path.join(dir, 'in.jsonl'), `${rows.join('\n')}\n`)
  return dir
}

const decode = 'decode: { type: collect.decode, config: { codec: json, fields: { k: string, n: long, ts: timestamp } } }'
const tail = 'exists: fail }'

/** The three pipelines of the sweep: stateless, with window state, and behind an ingest log. */
export const pipelines = {
  stateless: `
millrace: 1
name: stateless
nodes:
  in:  { type: connect.file, config: { path: IN } }
  ${decode}
  odd: { type: compose.filter, config: { where: n % 2 = 1 } }
  map: { type: compose.map, config: { set: { m: n * 10 } } }
  out: { type: consign.file, config: { path: OUT, ${tail} }
wires: [in -> decode -> odd -> map -> out]`,
  windows: `
millrace: 1
name: windows
nodes:
  in:    { type: connect.file, config: { path: IN } }
  ${decode}
  time:  { type: collect.event-time, config: { field: ts, delay: 1s } }
  count: { type: compose.aggregate, config: { keys: [k], window: { kind: sliding, size: 4s, slide: 2s }, aggs: [{ name: c, fn: count }, { name: s, fn: sum, field: n }, { name: d, fn: count_distinct, field: n }] } }
  out:   { type: consign.file, config: { path: OUT, ${tail} }
wires: [in -> decode -> time -> count -> out]`,
  ingest: `
millrace: 1
name: ingest
nodes:
  in:  { type: test.push, config: {} }
  out: { type: consign.file, config: { path: OUT, ${tail} }
wires: [in -> out]`,
}
export type PipelineName = keyof typeof pipelines

/** The plan of one of them over an input folder. `out` is a path on the run's own files. */
export const planOf = (name: PipelineName, dir: string): Plan => planFrom(pipelines[name], dir)

/** The plan of a document in which IN and OUT stand for paths; OUT with letters behind it for further ones. */
export function planFrom(document: string, dir: string): Plan {
  const text = document
    .replace('IN', JSON.stringify(path.join(dir, 'in.jsonl')))
    .replace(/OUT(\w*)/g, (_, more: string) => JSON.stringify(path.join(dir, `out${more.toLowerCase()}.jsonl`)))
  const { pipeline, issues } = readPipeline(text)
  const compiled = pipeline === null ? null : compile(pipeline, types)
  if (compiled?.plan == null) throw new Error(JSON.stringify([...issues, ...(compiled?.issues ?? [])]))
  return compiled.plan
}

/** Runs a plan to its end on these files, in epochs of a few records. */
export function runOn(files: Files, plan: Plan, dir: string, sender: Sender | null, more: Partial<RunOptions> = {}): Promise<RunResult> {
  return startRun(plan, {
    runtimes: sender === null ? runtimes : { ...runtimes, ...senderRuntime(sender) },
    files,
    state: '/state',
    lock: false,
    clock: { now: () => 1_000_000, timer: soon },
    flush: true,
    roots: [dir],
    print: () => {},
    log: () => {},
    epoch: { records: 8, bytes: 400 },
    snapshots: { epochs: 3, bytes: 1 << 20 },
    floor: { bytes: 0, share: 0 },
    releaseFill: true,
    ...more,
  }).done
}

export const newSender = (): Sender => ({ next: 0, logged: [], lines: Array.from({ length: 25 }, (_, i) => `line ${i}`) })

/** A timer that fires at the next turn: nothing is waited for. */
function soon(_ms: number, fire: () => void): () => void {
  setImmediate(fire)
  return () => {}
}
