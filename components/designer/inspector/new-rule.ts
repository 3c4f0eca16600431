import { type DataMap, freeId } from '../../../core/edit/index.ts'
import type { GraphView } from '../../../core/protocol.ts'

export type RuleKind = 'errors' | 'slow' | 'quiet' | 'field' | 'full' | 'lag'

/** The kinds of rules that make sense on a node, a wire or the pipeline, likeliest first. */
export function kindsFor(on: string, graph: GraphView): readonly RuleKind[] {
  if (on === 'pipeline') return ['slow', 'errors', 'lag', 'quiet']
  if (on.includes('>')) return ['full', 'quiet']
  const node = graph.nodes.find(({ id }) => id === on)
  const numeric = numericField(on, graph) === null ? [] : (['field'] as const)
  if (node?.stage === 'connect') return ['quiet', 'lag', ...numeric, 'errors']
  return node?.stage === 'consume' || node?.stage === 'consign'
    ? ['slow', 'errors', 'quiet', ...numeric]
    : ['errors', ...numeric, 'quiet', 'slow']
}

/** A rule to begin with, under a name that is free. */
export function newRule(kind: RuleKind, on: string, graph: GraphView, taken: ReadonlySet<string>): DataMap & { readonly name: string } {
  const target: DataMap = on === 'pipeline' ? {} : { on }
  const stem = on === 'pipeline' ? '' : `${on.includes('>') ? on.split('.')[0] : on}-`
  return { name: freeId(`${stem}${kind}`, taken), ...target, ...settings(kind, on, graph) }
}

function settings(kind: RuleKind, on: string, graph: GraphView): DataMap {
  switch (kind) {
    case 'errors':
      return { metric: 'errors', above: 0, for: '5s' }
    case 'slow':
      return { metric: 'latency.p99', above: 1000, for: '10s' }
    case 'quiet':
      return { silence: '60s' }
    case 'field':
      return { field: numericField(on, graph) ?? '', above: 100 }
    case 'full':
      return { metric: 'fill', above: 0.8, for: '10s' }
    case 'lag':
      return { metric: 'lagRecords', above: 10_000, for: '30s' }
  }
}

/** The first number among the fields that leave a node. */
function numericField(on: string, graph: GraphView): string | null {
  const fields = graph.wires.find(({ from }) => from.node === on)?.fields ?? []
  return fields.find(({ type }) => type === 'long' || type === 'double')?.name ?? null
}
