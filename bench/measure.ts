import { spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { parseDocument } from 'yaml'

const root = path.resolve(import.meta.dirname, '..')

/** The part of `millrace run --json` that measurements use. */
export type Result = {
  state: string
  seconds: number
  cpuSeconds: number
  peakMemoryBytes: number
  epochs: number
  balanced: boolean
  nodes: Record<string, { recordsIn: number; recordsOut: number }>
}

/** Runs a pipeline file in a process of its own through the real command line, journal on, in a fresh state folder. Throws when it does not end well. */
export async function measure(
  file: string,
  options: { set?: Record<string, string | number>; args?: readonly string[]; roots?: readonly string[] } = {},
): Promise<Result> {
  const sets = Object.entries(options.set ?? {}).flatMap(([name, value]) => ['--set', `${name}=${value}`])
  const roots = (options.roots ?? []).flatMap((folder) => ['--root', folder])
  const args = [path.join(root, 'server/cli/millrace.mjs'), 'run', file, '--json', '-q', ...sets, ...roots, ...(options.args ?? [])]
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), ended])
  if (code !== 0) throw new Error(`${path.basename(file)}: exit code ${code}\n${err}${out.slice(0, 2_000)}`)
  const result = JSON.parse(out) as Result
  if (!result.balanced) throw new Error(`${path.basename(file)}: the counts of the run do not balance`)
  return result
}

/** A folder for pipeline files and outputs of measurements; gone when the process ends. */
export function workFolder(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'millrace-bench-'))
  process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Path of an example's pipeline, or of a copy of it in `folder` whose node `out` throws its records away. */
export function pipelineFor(example: string, sink: Sink, folder: string): string {
  const file = path.join(root, example)
  if (sink === 'file') return file
  const document = parseDocument(fs.readFileSync(file, 'utf8'))
  document.setIn(['nodes', 'out'], document.createNode({ type: 'consign.discard' }))
  const copy = path.join(folder, `${path.basename(file, '.yaml')}-discard.yaml`)
  fs.writeFileSync(copy, document.toString())
  return copy
}

export type Sink = 'discard' | 'file'

/** A figure as `median (least–most)`. */
export function spread(values: readonly number[], digits: number): string {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2
  const show = (x: number) => x.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })
  return sorted.length === 1 ? show(middle) : `${show(middle)} (${show(sorted[0])}–${show(sorted.at(-1)!)})`
}

/** Cells of a table that say what runs over `units` events or lines cost: thousands of them per CPU-second; seconds, CPU-seconds, peak MB and epochs. */
export function costs(results: readonly Result[], units: number): { rate: string; rest: string[] } {
  const figure = (of: (result: Result) => number, digits: number) => spread(results.map(of), digits)
  return {
    rate: figure((r) => units / r.cpuSeconds / 1_000, 0),
    rest: [
      figure((r) => r.seconds, 2),
      figure((r) => r.cpuSeconds, 2),
      figure((r) => r.peakMemoryBytes / 1e6, 0),
      String(results[0].epochs),
    ],
  }
}

/** A Markdown table. */
export function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  return [columns, columns.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |\n`).join('')
}

/** What figures depend on beside the code: processors, Node, and how busy the machine was before. */
export function machine(): string {
  const [{ model }] = os.cpus()
  return `${os.cpus().length} × ${model.trim()}, Node ${process.versions.node}, load ${os.loadavg()[0].toFixed(2)} before`
}
