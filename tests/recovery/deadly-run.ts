import fs from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { compile } from '../../core/compile.ts'
import { readPipeline } from '../../core/graph.ts'
import { type Catalogue, defineNode } from '../../core/node-type.ts'
import { op } from '../../core/plan.ts'
import { runtimes } from '../../nodes/runtimes.gen.ts'
import { catalogue } from '../../nodes/types.gen.ts'
import { rowsOf } from '../../server/engines/embedded/batch.ts'
import { diskFiles } from '../../server/engines/embedded/files.ts'
import { startRun } from '../../server/engines/embedded/run.ts'
import { machineClock } from '../../server/engines/machine-clock.ts'
import { defineRuntime } from '../../server/engines/runtime-type.ts'

/** A run that dies, without a word, of each record whose text says `poison`: `node deadly-run.ts FOLDER SOURCE [careful]`. Prints its result when it ends. */
const [dir, source, careful] = process.argv.slice(2)

const bare = { title: { en: 'x', zh: 'x' }, summary: { en: 'x', zh: 'x' }, config: z.strictObject({}), examples: [] }
const types: Catalogue = {
  ...catalogue,
  'test.deadly': defineNode({
    ...bare,
    id: 'deadly',
    stage: 'consign',
    ports: { in: ['in'], out: [] },
    contract: { kind: 'sink', class: 'none', replaces: false },
    plan: (_, { in: input }) => ({ written: op({ op: 'sink' }, input) }),
  }),
  'test.once': defineNode({
    ...bare,
    id: 'once',
    stage: 'connect',
    ports: { in: [], out: ['out'] },
    contract: { kind: 'source', delivery: 'push' },
    plan: () => ({ out: op({ op: 'source', delivery: 'push', receiver: null, fields: null }) }),
  }),
}

const input = path.join(dir, 'in.txt')
const sources: Record<string, string> = {
  file: `{ type: connect.file, config: { path: ${JSON.stringify(input)} } }`,
  pushed: '{ type: test.once }',
}
const { pipeline } = readPipeline(`
millrace: 1
name: deadly
nodes:
  in:     ${sources[source]}
  deadly: { type: test.deadly }
  out:    { type: consign.file, config: { path: ${JSON.stringify(path.join(dir, 'out.jsonl'))} } }
wires: [in -> deadly, in -> out]`)
const { plan } = compile(pipeline!, types)

const result = await startRun(plan!, {
  runtimes: {
    ...runtimes,
    'test.deadly': async () =>
      defineRuntime({
        sink: () => ({
          open: async () => ({ published: null }),
          encode(batch) {
            for (const row of rowsOf(batch)) if (`${row.text}`.includes('poison')) process.kill(process.pid, 'SIGKILL')
          },
          publish: async () => {},
          close: async () => {},
        }),
      }),
    // hands over all lines at once, and in its first life only
    'test.once': async () =>
      defineRuntime({
        source: () => ({
          open: async () => {},
          async read() {
            const sent = `${input}.sent`
            if (fs.existsSync(sent)) return 'end'
            fs.writeFileSync(sent, '')
            return { bytes: fs.readFileSync(input), at: Date.now(), position: null }
          },
          close: async () => {},
        }),
      }),
  },
  files: diskFiles,
  state: path.join(dir, 'state'),
  lock: true,
  clock: machineClock,
  careful: careful === 'careful',
  flush: true,
  roots: [dir],
  print: () => {},
  log: () => {},
}).done
console.log(JSON.stringify(result))
