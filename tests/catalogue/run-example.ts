import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { compile } from '../../core/compile.ts'
import type { Pipeline } from '../../core/graph.ts'
import { type AnyNodeType, type Example, type ExampleRow, portsOf, typeId } from '../../core/node-type.ts'
import { View } from '../../core/view.ts'
import { runtimes } from '../../nodes/runtimes.gen.ts'
import { catalogue } from '../../nodes/types.gen.ts'
import { diskFiles } from '../../server/engines/embedded/files.ts'
import { startRun } from '../../server/engines/embedded/run.ts'
import { listRuntimes, listTypes } from '../../server/testing/list.ts'

// biome-ignore lint/suspicious/noExplicitAny: examples of every config
type AnyExample = Example<any>
type Outcome = { ports: Record<string, ExampleRow[]>; files: Record<string, string>; view: ExampleRow[] }

/** Runs an example of a node type through the embedded engine: what left each port, the files that it made, what it shows. Throws when the graph has errors, the run fails or a record is unaccounted for. */
export async function runExample(type: AnyNodeType, example: AnyExample): Promise<Outcome> {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'millrace-example-'))
  try {
    const lists: Record<string, ExampleRow[]> = {}
    const view = new View()
    const pipeline = pipelineOf(type, example, dir)
    const compiled = compile(pipeline, { ...catalogue, ...listTypes })
    const errors = compiled.issues.filter((i) => i.level === 'error')
    if (compiled.plan === null || errors.length > 0) throw new Error(JSON.stringify(errors, null, 1))
    for (const [name, text] of Object.entries(example.given?.files ?? {})) {
      fs.mkdirSync(path.dirname(path.join(dir, name)), { recursive: true })
      fs.writeFileSync(path.join(dir, name), text)
    }
    if (example.given?.text !== undefined) fs.writeFileSync(path.join(dir, 'given'), example.given.text)
    const result = await startRun(compiled.plan, {
      runtimes: { ...runtimes, ...listRuntimes(lists) },
      files: diskFiles,
      state: path.join(dir, '.state'),
      lock: false,
      clock: { now: Date.now, timer: soon },
      flush: true,
      roots: [dir],
      print: () => {},
      onView: (_, change) => void view.apply(change),
      log: () => {},
      floor: { bytes: 0, share: 0 },
      releaseFill: true,
    }).done
    if (result.state !== 'ended' || !result.balanced)
      throw new Error(`${result.state}: ${JSON.stringify(result.error)} ${result.imbalances.join('; ')}`)
    const given = new Set(['given', ...Object.keys(example.given?.files ?? {})])
    const files = Object.entries(filesIn(dir)).filter(([name]) => !given.has(name) && !name.startsWith(`.state${path.sep}`))
    return { ports: lists, files: Object.fromEntries(files), view: shown(view) }
  } finally {
    fs.rmSync(dir, { recursive: true })
  }
}

function pipelineOf(type: AnyNodeType, example: AnyExample, dir: string): Pipeline {
  const { given } = example
  const config = type.restricted === 'file' ? { ...example.config, path: path.join(dir, example.config.path) } : example.config
  const nodes: Record<string, { type: string; enabled: boolean; config: unknown }> = {
    subject: { type: typeId(type), enabled: true, config },
  }
  const wires: Pipeline['wires'][number][] = []
  const wire = (from: string, to: string, port = 'out'): void => {
    wires.push({
      from: { node: from, port },
      to: { node: to, port: null },
      channel: { kind: 'memory', capacity: { records: 1, bytes: 1 }, whenFull: 'block' },
      path: [],
    })
  }
  const ports = portsOf(type, type.config.parse(config))
  if (ports.in.length > 0) {
    let last = 'given'
    if (given?.text !== undefined) nodes.given = { type: 'connect.file', enabled: true, config: { path: path.join(dir, 'given') } }
    else nodes.given = { type: 'test.list-source', enabled: true, config: { fields: given?.fields ?? {}, epochs: given?.rows ?? [] } }
    if (given?.time !== undefined) {
      nodes.time = { type: 'collect.event-time', enabled: true, config: { field: given.time.field, delay: given.time.delay } }
      wire('given', 'time')
      last = 'time'
    }
    wire(last, 'subject')
  }
  const wanted = new Set([...ports.out, ...Object.keys(example.expect?.ports ?? {})])
  for (const port of wanted) {
    nodes[`to-${port}`] = { type: 'test.list-sink', enabled: true, config: { into: port } }
    wire('subject', `to-${port}`, port)
  }
  return { name: 'example', trigger: 'asap', params: {}, layout: {}, durability: 'safe', nodes, wires, alerts: [] }
}

/** The rows of a view as records, without the columns that only number them. */
function shown(view: View): ExampleRow[] {
  const { columns, rows } = view.snapshot() ?? { columns: [], rows: [] }
  return rows.map((row) => Object.fromEntries(columns.flatMap(({ name }, i) => (name.startsWith('_') ? [] : [[name, row[i]]]))))
}

function filesIn(dir: string): Record<string, string> {
  const names = fs.readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return Object.fromEntries(
    names.map((entry) => [
      path.relative(dir, path.join(entry.parentPath, entry.name)),
      fs.readFileSync(path.join(entry.parentPath, entry.name), 'utf8'),
    ]),
  )
}

/** A timer that fires at the next turn: nothing is waited for. */
function soon(_ms: number, fire: () => void): () => void {
  setImmediate(fire)
  return () => {}
}
