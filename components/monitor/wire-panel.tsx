'use client'
import { ArrowRight } from 'lucide-react'
import type { AlertStatus, Rule } from '../../core/alert.ts'
import type { GraphView } from '../../core/protocol.ts'
import type { LiveStore } from '../designer/live-store.ts'
import { LiveText } from '../designer/live-text.tsx'
import { usePeeks } from '../hooks/peek.ts'
import { useFormat, useT } from '../i18n/provider.tsx'
import { NewThreshold } from './new-threshold.tsx'
import { Fact, Facts, Section, SidePanel } from './panel.tsx'
import { RecordTable } from './record-table.tsx'
import { RuleList } from './rule-list.tsx'

/** What a wire carries and how much. */
export function WirePanel({
  pipeline,
  running,
  wire,
  graph,
  store,
  statuses,
  rules,
  onClose,
}: {
  pipeline: string
  running: boolean
  wire: GraphView['wires'][number]
  graph: GraphView
  store: LiveStore
  statuses: readonly AlertStatus[]
  rules: readonly Rule[]
  onClose: () => void
}) {
  const t = useT()
  const titleOf = (id: string) => graph.nodes.find((n) => n.id === id)?.title ?? id
  const title = `${titleOf(wire.from.node)} → ${titleOf(wire.to.node)}`
  const own = statuses.filter((s) => s.on === wire.id)
  return (
    <SidePanel
      icon={<ArrowRight size={18} className="text-conduct" aria-hidden="true" />}
      title={title}
      sub={<code className="font-mono">{wire.id}</code>}
      onClose={onClose}
    >
      <WireFigures wire={wire.id} name={title} store={store} />
      {own.length > 0 && (
        <Section title={t('live.panel-rules')}>
          <RuleList statuses={own} rules={rules} />
        </Section>
      )}
      {running && <Records pipeline={pipeline} wire={wire.id} name={title} />}
      <Section title={t('live.panel-fields')}>
        <Facts>
          {wire.fields.map((field) => (
            <Fact key={field.name} name={<code className="font-mono text-xs">{field.name}</code>}>
              <span className="text-xs text-subtle">{field.type}</span>
            </Fact>
          ))}
        </Facts>
      </Section>
    </SidePanel>
  )
}

/** The last records that passed, while somebody looks. */
function Records({ pipeline, wire, name }: { pipeline: string; wire: string; name: string }) {
  const t = useT()
  const [peek] = usePeeks(pipeline, [wire])
  const reason = peek.error instanceof Error ? peek.error.message : String(peek.error)
  return (
    <Section title={t('live.panel-records')}>
      {peek.phase === 'error' ? (
        <p className="text-subtle">{t('live.records-failed', { reason })}</p>
      ) : peek.rows.length === 0 ? (
        <p className="text-subtle">{t('live.records-waiting')}</p>
      ) : (
        <div className="-mx-3">
          <RecordTable peek={peek} label={t('live.records-of', { wire: name })} />
          {peek.missed > 0 && <p className="num px-3 pt-1.5 text-xs text-subtle">{t('live.records-missed', { count: peek.missed })}</p>}
        </div>
      )}
    </Section>
  )
}

/** The newest figures of a wire. */
export function WireFigures({ wire, name, store }: { wire: string; name: string; store: LiveStore }) {
  const t = useT()
  const format = useFormat()
  const of = () => store.wire(wire)
  return (
    <Section title={t('live.panel-figures')} end={<NewThreshold on={wire} name={name} first="records" />}>
      <Facts>
        <Fact name={t('live.rate-out')}>
          <LiveText store={store} of={() => format.rate(of()?.records ?? null)} />
        </Fact>
        <Fact name={t('live.queue')}>
          <LiveText store={store} of={() => format.integer(of()?.queue ?? null)} />
        </Fact>
        <Fact name={t('live.queue-fill')}>
          <LiveText store={store} of={() => format.share(of()?.fill ?? null)} />
        </Fact>
      </Facts>
    </Section>
  )
}
