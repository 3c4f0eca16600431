import type { GraphView } from '../../core/protocol.ts'
import type { Key } from '../i18n/en.ts'
import type { Translate } from '../i18n/translate.ts'
import type { Format } from '../ui/format.ts'
import type { NodeFigures } from './live-store.ts'
import { markKey } from './mark-words.ts'
import type { NodeMark } from './node-state.ts'

type Now = { readonly mark: NodeMark; readonly figures: NodeFigures | null; readonly sink: boolean; readonly format: Format }

/** What a screen reader says of a card: `Window 30s, compose, running, 410/s, connects to Postgres`. */
export function cardLabel(graph: GraphView, node: GraphView['nodes'][number], t: Translate, { mark, figures, sink, format }: Now): string {
  const stage: Key = `stage.${node.stage}`
  const next = graph.wires
    .filter((w) => w.from.node === node.id)
    .map((w) => graph.nodes.find((n) => n.id === w.to.node)?.title ?? w.to.node)
  return [
    node.title,
    t(stage),
    node.stage === 'control' && mark !== 'firing' ? '' : t(markKey[mark]),
    figures === null ? '' : format.rate(sink ? figures.in : figures.out),
    next.length === 0 ? '' : t('live.leads-to', { names: [...new Set(next)].join(', ') }),
  ]
    .filter(Boolean)
    .join(', ')
}
