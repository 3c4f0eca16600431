import { compile } from '../../core/compile.ts'
import type { Plan } from '../../core/plan.ts'
import { notPortable } from '../../core/portability.ts'
import { rowsOf } from '../engines/embedded/batch.ts'
import { Segment } from '../engines/embedded/segment.ts'
import { Reader, Writer } from '../engines/embedded/writer.ts'
import { type Case, knownDifferences } from './case.ts'
import { caseCatalogue, pipelineOf, unsupported } from './catalogue.ts'

export type Verdict =
  | { kind: 'equal' }
  | { kind: 'refused'; code: string }
  | { kind: 'known'; reason: string }
  | { kind: 'unsupported'; what: string }
  | { kind: 'different'; what: string }

type Row = Record<string, unknown>

/** Feeds a golden case batch by batch to the operators of the embedded engine and compares rows, watermark and empty epochs. */
export function runCase(c: Case, options: { releaseFill?: boolean } = {}): Verdict {
  const missing = unsupported(c)
  if (missing !== null) return { kind: 'unsupported', what: missing }
  const verdict = compared(c, options)
  const reason = knownDifferences[c.name]
  if (reason === undefined) return verdict
  if (verdict.kind === 'equal') return { kind: 'different', what: 'equal, but listed as a known difference: the list is stale' }
  return { kind: 'known', reason }
}

function compared(c: Case, options: { releaseFill?: boolean }): Verdict {
  const { plan, issues } = compile(pipelineOf(c), caseCatalogue)
  const refusal = issues.find((i) => i.level === 'error') ?? (plan === null ? undefined : notPortable(plan, 'spark')[0])
  if (c.expected.error) {
    return refusal === undefined
      ? { kind: 'different', what: `answered, where ${c.expected.error.class} was recorded` }
      : { kind: 'refused', code: refusal.code }
  }
  if (refusal !== undefined || plan === null) return { kind: 'different', what: `refused: ${refusal?.code} ${refusal?.message}` }
  const difference = play(c, { ...plan, watermarkPolicy: c.multipleWatermarkPolicy }, options)
  return difference === null ? { kind: 'equal' } : { kind: 'different', what: difference }
}

/** Runs the recorded batches; the first difference, or null. */
function play(c: Case, plan: Plan, options: { releaseFill?: boolean }): string | null {
  const sources = c.graph.filter((n) => n.op === 'source')
  let rows: Row[] = []
  const make = (): Segment =>
    new Segment(plan, {
      ...options,
      sink: (op) => (batch) => {
        for (const row of rowsOf({ ...batch, columns: batch.columns.slice(0, op.shape.fields.length) })) rows.push(row)
      },
      rejected: () => {},
    })
  let segment = make()
  let moved = false
  for (const batch of c.expected.batches ?? []) {
    rows = []
    if (c.stepping === 'restart' && !batch.noData) segment = restarted(segment, make(), new Set(plan.ops.map((o) => o.id)))
    if (batch.noData && !moved) return `batch ${batch.batchId}: no empty epoch was due`
    segment.beginEpoch(0)
    batch.epochs.forEach((epoch, i) => {
      if (epoch === null) return
      const lines = c.sources[sources[i].source!].epochs[epoch].map((row) => `${JSON.stringify(row)}\n`).join('')
      if (lines !== '') segment.bytes(sources[i].id, Buffer.from(lines), 0)
    })
    const [query] = segment.queries
    const watermark = query.timed ? query.watermark : null
    moved = segment.endEpoch(null)
    if (watermark !== batch.watermarkMs) return `batch ${batch.batchId}: watermark ${watermark}, recorded ${batch.watermarkMs}`
    const difference = multisetDifference(rows, batch.rows)
    if (difference !== null) return `batch ${batch.batchId}: ${difference}`
    segment.delta(new Writer(16))
  }
  return null
}

/** A new life from what a snapshot and the watermark's state hold. */
function restarted(old: Segment, fresh: Segment, ops: ReadonlySet<string>): Segment {
  const w = new Writer()
  old.snapshot(w)
  fresh.restore(new Reader(w.view()), ops)
  for (const [i, query] of fresh.queries.entries()) query.restore(old.queries[i].state())
  return fresh
}

/** What keeps two lists of rows from being the same multiset, or null. Doubles compare with a relative tolerance of 1e-9. */
export function multisetDifference(got: readonly Row[], want: readonly Row[]): string | null {
  const left = [...got]
  for (const row of want) {
    const i = left.findIndex((other) => sameRow(other, row))
    if (i < 0) return `missing ${JSON.stringify(row)}${left.length > 0 ? `, got ${JSON.stringify(left[0])}` : ''}`
    left.splice(i, 1)
  }
  return left.length === 0 ? null : `unexpected ${JSON.stringify(left[0])}`
}

function sameRow(a: Row, b: Row): boolean {
  const keys = new Set([...Object.keys(a), ...Object.keys(b)])
  return [...keys].every((k) => sameValue(a[k] ?? null, b[k] ?? null))
}

function sameValue(a: unknown, b: unknown): boolean {
  if (typeof a === 'number' && typeof b === 'number') return a === b || Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b))
  return a === b
}
