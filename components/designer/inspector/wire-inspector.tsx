'use client'
import { ArrowRight, Scissors, X } from 'lucide-react'
import { useEffect, useMemo, useState } from 'react'
import type { Data, DataMap } from '../../../core/edit/index.ts'
import { wiresOf } from '../../../core/edit/index.ts'
import type { GraphView } from '../../../core/protocol.ts'
import { eventTimeField } from '../../../core/shape.ts'
import { parseSize } from '../../../core/units.ts'
import { useT, useWords } from '../../i18n/provider.tsx'
import { Fact, Facts, Section } from '../../monitor/panel.tsx'
import { WireFigures } from '../../monitor/wire-panel.tsx'
import { Badge } from '../../ui/badge.tsx'
import { Button, IconButton } from '../../ui/button.tsx'
import { Field, Input } from '../../ui/input.tsx'
import { Panel, Tabs } from '../../ui/tabs.tsx'
import { useDeskState } from '../editor/use-desk.ts'
import { useEditor, useEditorState } from '../editor/use-editor.ts'
import { WireData } from './data-tab.tsx'
import { Editable } from './editable.tsx'
import { FieldTable } from './records.tsx'
import { RulesOn } from './rules-on.tsx'
import { useDocument, useRunning } from './state.ts'

type Wire = GraphView['wires'][number]
type Tab = 'wire' | 'data' | 'alerts'

/** What a wire carries, how much of it waits, and what its records can rely on. */
export function WireInspector({ wire, onClose }: { wire: Wire; onClose: () => void }) {
  const t = useT()
  const editor = useEditor()
  const graph = useEditorState((s) => s.read.graph)
  const peeked = useDeskState((s) => s.peeked)
  const { figures } = useRunning()
  const [tab, setTab] = useState<Tab>('wire')
  // who peeks at a wire wants its records
  useEffect(() => {
    if (peeked?.wire === wire.id) setTab('data')
  }, [peeked, wire.id])
  const titleOf = (id: string): string => graph.nodes.find((n) => n.id === id)?.title ?? id
  const title = `${titleOf(wire.from.node)} → ${titleOf(wire.to.node)}`
  return (
    <>
      <header className="relative flex shrink-0 items-center gap-2 border-b border-line py-2 pr-2 pl-4">
        <span aria-hidden="true" className="absolute inset-y-0 left-0 w-1 bg-conduct" />
        <ArrowRight size={18} className="shrink-0 text-conduct" aria-hidden="true" />
        <div className="min-w-0 flex-1">
          <h2 className="truncate text-base leading-5 font-semibold">{title}</h2>
          <p className="truncate font-mono text-xs text-subtle">{wire.id}</p>
        </div>
        <Editable>
          <IconButton label={t('inspector.wire-delete')} size="small" onClick={() => editor.run({ do: 'remove-wires', wires: [wire.id] })}>
            <Scissors size={14} />
          </IconButton>
        </Editable>
        <IconButton label={t('do.close')} size="small" onClick={onClose}>
          <X size={16} />
        </IconButton>
      </header>
      <Tabs<Tab>
        value={tab}
        onChange={setTab}
        label={t('inspector.tabs', { name: title })}
        tabs={(['wire', 'data', 'alerts'] as const).map((value) => ({ value, label: t(`inspector.tab.${value}`) }))}
        className="flex-1"
      >
        <Panel value="wire" className="overflow-y-auto">
          <WireFigures wire={wire.id} name={title} store={figures} />
          <Carries wire={wire} />
          <Editable>
            <Channel wire={wire.id} />
          </Editable>
          <Guarantees wire={wire} />
        </Panel>
        <Panel value="data" className="overflow-y-auto">
          <WireData wire={wire} />
        </Panel>
        <Panel value="alerts" className="overflow-y-auto">
          <RulesOn on={wire.id} />
        </Panel>
      </Tabs>
    </>
  )
}

function Carries({ wire }: { wire: Wire }) {
  const t = useT()
  const shape = useEditorState((s) => s.read.compiled?.shapes[wire.id])
  const time = shape === undefined ? null : eventTimeField(shape)
  return (
    <Section title={t('inspector.carries')}>
      {shape === undefined ? (
        <p className="text-subtle">{t('inspector.no-fields')}</p>
      ) : shape.raw === true ? (
        <p className="text-subtle">{t('inspector.raw')}</p>
      ) : (
        <>
          <div className="-mx-3">
            <FieldTable fields={wire.fields} peek={null} label={t('inspector.carries')} />
          </div>
          <div className="mt-2">
            <Facts>
              <Fact name={t('inspector.event-time')}>
                {time !== null ? (
                  <code className="font-mono text-xs">{time}</code>
                ) : (
                  t(shape.time === null ? 'inspector.event-time-none' : 'inspector.event-time-arrival')
                )}
              </Fact>
            </Facts>
          </div>
        </>
      )}
    </Section>
  )
}

const DEFAULTS = { records: 10_000, bytes: '64MiB' } as const

/** How much may wait in a wire before what is in front of it waits too. */
function Channel({ wire }: { wire: string }) {
  const t = useT()
  const editor = useEditor()
  const document = useDocument()
  const channel = useMemo(() => wiresOf(document, editor.catalogue).channel(wire), [document, editor, wire])
  const set = isMap(channel) ? channel : {}
  const capacity: DataMap = isMap(set.capacity) ? set.capacity : {}
  const put = (key: 'records' | 'bytes', value: Data): void => {
    editor.run(
      { do: 'set-channel', wire, channel: { ...set, capacity: { ...capacity, [key]: value } } },
      { coalesce: `channel:${wire}:${key}` },
    )
  }
  return (
    <Section title={t('inspector.channel')}>
      <Facts>
        <Fact name={t('inspector.channel-kind')}>{t('inspector.channel-memory')}</Fact>
        <Fact name={t('inspector.channel-full')}>{t('inspector.channel-block')}</Fact>
      </Facts>
      <div className="mt-2 grid grid-cols-2 gap-2">
        <Capacity
          label={t('inspector.channel-records')}
          value={capacity.records}
          otherwise={DEFAULTS.records}
          read={(text) => (/^[1-9]\d*$/.test(text) ? Number(text) : null)}
          onChange={(value) => put('records', value)}
        />
        <Capacity
          label={t('inspector.channel-bytes')}
          value={capacity.bytes}
          otherwise={DEFAULTS.bytes}
          read={(text) => (parseSize(text) === null ? null : text)}
          onChange={(value) => put('bytes', value)}
        />
      </div>
      {channel !== undefined && (
        <Button size="small" look="ghost" className="mt-2" onClick={() => editor.run({ do: 'set-channel', wire, channel: null })}>
          {t('inspector.channel-reset')}
        </Button>
      )}
    </Section>
  )
}

const isMap = (value: Data | undefined): value is DataMap => typeof value === 'object' && value !== null && !Array.isArray(value)

/** A number that goes into the document as soon as it can be read. */
function Capacity({
  label,
  value,
  otherwise,
  read,
  onChange,
}: {
  label: string
  value: Data | undefined
  otherwise: string | number
  read: (text: string) => Data | null
  onChange: (value: Data) => void
}) {
  const known = value === undefined ? '' : String(value)
  const [typed, setTyped] = useState<{ text: string; over: string } | null>(null)
  // what was typed holds until the document says something else
  const text = typed !== null && typed.over === known ? typed.text : known
  return (
    <Field label={label}>
      {(ids) => (
        <Input
          {...ids}
          value={text}
          placeholder={String(otherwise)}
          aria-invalid={(text !== '' && read(text) === null) || undefined}
          className="num"
          onChange={({ target }) => {
            const next = read(target.value)
            setTyped({ text: target.value, over: next === null ? known : String(next) })
            if (next !== null) onChange(next)
          }}
        />
      )}
    </Field>
  )
}

/** What every sink behind a wire can rely on. */
function Guarantees({ wire }: { wire: Wire }) {
  const t = useT()
  const words = useWords()
  const graph = useEditorState((s) => s.read.graph)
  const sinks = useMemo(() => behind(graph, wire.to.node).filter((node) => node.guarantee !== null), [graph, wire])
  return (
    <Section title={t('inspector.guarantees')}>
      {sinks.length === 0 && <p className="text-subtle">{t('inspector.guarantees-none')}</p>}
      <ul className="flex flex-col gap-2">
        {sinks.map(({ id, title, guarantee }) => (
          <li key={id}>
            <p className="flex items-center justify-between gap-2">
              <span className="truncate">{title}</span>
              <Badge>{t(`live.guarantee.${guarantee!.label}`)}</Badge>
            </p>
            {guarantee!.weakest !== null && (
              <p className="text-xs text-muted">{t('live.panel-weakest', { reason: words(guarantee!.weakest) })}</p>
            )}
          </li>
        ))}
      </ul>
    </Section>
  )
}

/** A node and all that can be reached from it. */
function behind(graph: GraphView, first: string): GraphView['nodes'] {
  const found = new Set([first])
  for (const id of found) for (const wire of graph.wires) if (wire.from.node === id) found.add(wire.to.node)
  return graph.nodes.filter(({ id }) => found.has(id))
}
