import type { PathGuarantee } from '../../core/guarantee.ts'
import type { NodeCounter, RunResult } from '../../core/metrics.ts'
import type { Plan } from '../../core/plan.ts'
import { columns, count, duration, megabytes } from './format.ts'

/** What the process used, beside what the run did. */
export type Usage = { cpuSeconds: number; peakMemoryBytes: number }

/** Optional columns: shown when a node has something there. */
const EXTRA: readonly (readonly [NodeCounter, string])[] = [
  ['filtered', 'filtered'],
  ['late', 'late'],
  ['deadLetters', 'dead letters'],
]

/** The text at the end of a run: state, cost, counts per node, guarantees, and whether everything is accounted for. */
export function summaryText(plan: Plan, result: RunResult, usage: Usage, guarantees: readonly PathGuarantee[]): string {
  const { state, seconds, epochs, nodes, error } = result
  const cost = `${usage.cpuSeconds.toFixed(2)} s CPU, ${megabytes(usage.peakMemoryBytes)} at most, ${count(epochs)} epochs`
  const entries = Object.entries(nodes)
  const extra = EXTRA.filter(([counter]) => entries.some(([, counts]) => counts[counter] > 0))
  const dropped = entries.some(([, { dropped }]) => Object.keys(dropped).length > 0)
  const errors = entries.some(([, { errors }]) => Object.keys(errors).length > 0)
  const headings = ['node', 'in', 'out', ...extra.map(([, title]) => title), ...(dropped ? ['dropped'] : []), ...(errors ? ['errors'] : [])]
  const rows = entries.map(([node, counts]) => [
    node,
    counts.recordsIn,
    counts.recordsOut,
    ...extra.map(([counter]) => counts[counter]),
    ...(dropped ? [reasons(counts.dropped)] : []),
    ...(errors ? [reasons(counts.errors)] : []),
  ])
  return [
    `${plan.name}: ${state} after ${duration(seconds * 1_000)}; ${cost}\n`,
    columns(headings, rows),
    ...guarantees.map(guaranteeText),
    balanceText(result),
    error === null ? '' : `${error.message} (${error.code})\n${error.hint === undefined ? '' : `  ${error.hint}\n`}`,
  ].join('')
}

/** One line per sink: what its records can rely on, and why it is not more. */
export function guaranteeText({ sink, guarantee, weakest, afterIngestLog }: PathGuarantee): string {
  const after = afterIngestLog === undefined ? '' : `, ${afterIngestLog} behind the ingest log`
  return `  ${sink}: ${guarantee}${after}${weakest === null ? '' : ` (${weakest.at}: ${weakest.reason.en})`}\n`
}

function balanceText({ balanced, imbalances }: RunResult): string {
  if (balanced) return 'every record is accounted for\n'
  if (imbalances.length === 0) return ''
  return `THE COUNTS DO NOT ADD UP, which is a defect of millrace; please report it:\n${imbalances.map((line) => `  ${line}\n`).join('')}`
}

const reasons = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([reason, n]) => `${reason} ${count(n)}`)
    .join(', ')
