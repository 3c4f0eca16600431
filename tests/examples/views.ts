import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { compile } from '../../core/compile.ts'
import { readPipeline } from '../../core/graph.ts'
import type { RunResult } from '../../core/metrics.ts'
import { View } from '../../core/view.ts'
import { runtimes } from '../../nodes/runtimes.gen.ts'
import { catalogue } from '../../nodes/types.gen.ts'
import { diskFiles } from '../../server/engines/embedded/files.ts'

import { startRun } from '../../server/engines/embedded/run.ts'
import { machineClock } from '../../server/engines/machine-clock.ts'
import { type Row, root } from './command.ts'

/** Runs a bounded example to its end: what its live tables and charts show then. */
export async function runViews(name: string, params: Record<string, unknown>): Promise<{ result: RunResult; rows(node: string): Row[] }> {
  const { pipeline, issues } = readPipeline(fs.readFileSync(path.join(root, 'examples', name, 'pipeline.yaml'), 'utf8'), { params })
  const compiled = pipeline === null ? null : compile(pipeline, catalogue)
  if (compiled?.plan == null) throw new Error(JSON.stringify([issues, compiled?.issues]))
  const state = fs.mkdtempSync(path.join(os.tmpdir(), 'millrace-views-'))
  const views = new Map<string, View>()
  const result = await startRun(compiled.plan, {
    runtimes,
    files: diskFiles,
    state,
    lock: false,
    clock: machineClock,
    flush: true,
    floor: { bytes: 0, share: 0 },
    roots: [os.tmpdir()],
    print: () => {},
    log: () => {},
    onView(node, change) {
      const view = views.get(node) ?? new View()
      views.set(node, view)
      view.apply(change)
    },
  }).done
  fs.rmSync(state, { recursive: true })
  return {
    result,
    rows(node) {
      const { columns, rows } = views.get(node)!.snapshot()!
      return rows.map((row) => Object.fromEntries(columns.flatMap(({ name }, i) => (name.startsWith('_') ? [] : [[name, row[i]]]))) as Row)
    },
  }
}
