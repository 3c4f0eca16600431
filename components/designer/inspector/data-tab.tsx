'use client'
import { Pause, Play, Radio } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { arrow } from '../../../core/edit/name.ts'
import type { GraphView } from '../../../core/protocol.ts'
import { type Peek, usePeeks } from '../../hooks/peek.ts'
import { usePipeline } from '../../hooks/pipeline.ts'
import { useT } from '../../i18n/provider.tsx'
import { RecordTable } from '../../monitor/record-table.tsx'
import { active } from '../../monitor/run-state.ts'
import { IconButton } from '../../ui/button.tsx'
import { Choice } from '../../ui/choice.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { useEditor, useEditorState } from '../editor/use-editor.ts'
import { Compare } from './compare.tsx'
import { FieldTable, RecordJson } from './records.tsx'
import { type DraftNode, usePorts, useRunning } from './state.ts'

type Wire = GraphView['wires'][number]
type View = 'table' | 'json' | 'schema' | 'compare'

/** The last records that came into a node and left it, while it runs. */
export function NodeData({ node }: { node: DraftNode }) {
  const t = useT()
  const { wires } = useEditorState((s) => s.read.graph)
  const ports = usePorts(node)
  const into = wires.filter((wire) => wire.to.node === node.id)
  const from = wires.filter((wire) => wire.from.node === node.id)
  const takes = ports?.in.length !== 0
  const sides: Side[] = [
    ...(takes ? [{ title: t('inspector.in'), wires: into, none: t('inspector.unwired-in') }] : []),
    ...(ports?.out.length !== 0 ? [{ title: t('inspector.out'), wires: from, none: t('inspector.unwired-out') }] : []),
  ]
  return (
    <Data
      wires={[...into, ...from]}
      views={takes ? ['table', 'json', 'schema', 'compare'] : ['table', 'json', 'schema']}
      sides={sides}
      node={node.id}
    />
  )
}

/** The last records that passed a wire, while it runs. */
export function WireData({ wire }: { wire: Wire }) {
  return <Data wires={[wire]} views={['table', 'json', 'schema']} sides={[{ title: null, wires: [wire], none: '' }]} node={null} />
}

type Side = { readonly title: string | null; readonly wires: readonly Wire[]; readonly none: string }

function Data({
  wires,
  sides,
  views,
  node,
}: {
  wires: readonly Wire[]
  sides: readonly Side[]
  views: readonly View[]
  node: string | null
}) {
  const t = useT()
  const { name } = useEditor()
  const { status } = useRunning()
  const { index } = usePipeline(name)
  const runs = active(status.state)
  const running = runs ? wires.filter(({ id }) => index?.wires.includes(id) === true).map(({ id }) => id) : []
  const [view, setView] = useState<View>('table')
  const now = usePeeks(name, running)
  const [held, setHeld] = useState<readonly Peek[] | null>(null)
  const peeks = held?.length === now.length ? held : now
  const isHeld = peeks !== now
  const count = (all: readonly Peek[], of: 'seen' | 'missed'): number => all.reduce((sum, peek) => sum + peek[of], 0)
  const peekOf = (wire: Wire): Peek | null => peeks[running.indexOf(wire.id)] ?? null
  const missed = count(peeks, 'missed')
  return (
    <div className="flex flex-col">
      <div className="flex flex-wrap items-center gap-2 border-b border-line px-3 py-2">
        <Choice
          label={t('inspector.view')}
          value={view}
          onChange={setView}
          options={views.map((value) => ({ value, label: t(`inspector.view.${value}`) }))}
        />
        <span className="flex-1" />
        {running.length > 0 && (
          <IconButton
            label={t(isHeld ? 'inspector.resume' : 'inspector.pause')}
            aria-pressed={isHeld}
            size="small"
            onClick={() => setHeld(isHeld ? null : now)}
          >
            {isHeld ? <Play size={14} /> : <Pause size={14} />}
          </IconButton>
        )}
      </div>
      {running.length > 0 && (isHeld || missed > 0) && (
        <p className="num border-b border-line px-3 py-1.5 text-xs text-subtle">
          {isHeld
            ? t('inspector.paused', { count: count(now, 'seen') - count(peeks, 'seen') })
            : t('live.records-missed', { count: missed })}
        </p>
      )}
      {view === 'compare' && node !== null ? (
        running.length === 0 ? (
          <NoData runs={runs} />
        ) : (
          <Compare
            node={node}
            ins={sides[0].wires.map((wire) => ({ wire, peek: peekOf(wire) }))}
            otherwise={<Sides sides={sides} view="table" peekOf={peekOf} />}
          />
        )
      ) : running.length === 0 && view !== 'schema' ? (
        <NoData runs={runs} />
      ) : (
        <Sides sides={sides} view={view} peekOf={peekOf} />
      )}
    </div>
  )
}

function NoData({ runs }: { runs: boolean }) {
  const t = useT()
  return (
    <EmptyState
      icon={<Radio size={24} />}
      title={t(runs ? 'inspector.data-new' : 'inspector.data-idle')}
      hint={t(runs ? 'inspector.data-new-hint' : 'inspector.data-idle-hint')}
    />
  )
}

function Sides({ sides, view, peekOf }: { sides: readonly Side[]; view: View; peekOf: (wire: Wire) => Peek | null }) {
  return sides.map(({ title, wires, none }) => (
    <section key={title} aria-label={title ?? undefined} className="py-3">
      {title !== null && <h3 className="mb-2 px-3 text-xs font-medium text-subtle">{title}</h3>}
      {wires.length === 0 && <p className="px-3 text-subtle">{none}</p>}
      {wires.map((wire) => (
        <div key={wire.id} className="mb-2 last:mb-0">
          {(wires.length > 1 || title !== null) && <p className="px-3 pb-1 font-mono text-xs text-muted">{arrow(wire.id)}</p>}
          <Seen wire={wire} peek={peekOf(wire)} view={view} />
        </div>
      ))}
    </section>
  ))
}

function Seen({ wire, peek, view }: { wire: Wire; peek: Peek | null; view: View }): ReactNode {
  const t = useT()
  const name = arrow(wire.id)
  const note = (text: string): ReactNode => <p className="px-3 text-subtle">{text}</p>
  if (view === 'schema') {
    const fields = wire.fields.length > 0 ? wire.fields : (peek?.columns ?? [])
    return fields.length === 0 ? (
      note(t('inspector.no-fields'))
    ) : (
      <FieldTable fields={fields} peek={peek} label={t('inspector.fields-of', { wire: name })} />
    )
  }
  if (peek === null) return note(t('inspector.data-off'))
  if (peek.phase === 'error')
    return note(t('live.records-failed', { reason: peek.error instanceof Error ? peek.error.message : String(peek.error) }))
  if (peek.rows.length === 0) return note(t('live.records-waiting'))
  const label = t('live.records-of', { wire: name })
  return view === 'json' ? <RecordJson peek={peek} label={label} /> : <RecordTable peek={peek} label={label} />
}
