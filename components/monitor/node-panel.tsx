'use client'
import { useEffect, useMemo, useReducer, useRef } from 'react'
import type { AlertStatus, Rule } from '../../core/alert.ts'
import type { GraphView } from '../../core/protocol.ts'
import type { LiveStore } from '../designer/live-store.ts'
import { LiveText } from '../designer/live-text.tsx'
import { TypeIcon } from '../designer/type-icon.tsx'
import { useLogs } from '../hooks/logs.ts'
import { useFormat, useLang, useT, useWords } from '../i18n/provider.tsx'
import { Badge } from '../ui/badge.tsx'
import { Sparkline, type SparklineHandle } from '../ui/sparkline.tsx'
import { stageColor } from '../ui/stage-icon.tsx'
import { clock, When } from '../ui/time.tsx'
import { LastErrors } from './last-errors.tsx'
import { LogText } from './log-text.tsx'
import { NewThreshold } from './new-threshold.tsx'
import { Fact, Facts, Section, SidePanel } from './panel.tsx'
import { RuleList } from './rule-list.tsx'
import { Settings } from './settings.tsx'

type Node = GraphView['nodes'][number]
const LINES = 6

/** All that is known of one node: figures, what went wrong, guarantee, rules, newest log lines, settings. */
export function NodePanel({
  pipeline,
  node,
  store,
  statuses,
  rules,
  onClose,
}: {
  pipeline: string
  node: Node
  store: LiveStore
  statuses: readonly AlertStatus[]
  rules: readonly Rule[]
  onClose: () => void
}) {
  const t = useT()
  const own = statuses.filter((s) => s.on === node.id || s.rule === node.id)
  return (
    <SidePanel
      icon={<TypeIcon type={node.type} stage={node.stage} size={18} />}
      title={node.title}
      sub={
        <>
          {t(`stage.${node.stage}`)} · <code className="font-mono">{node.id}</code>
        </>
      }
      onClose={onClose}
    >
      {node.stage !== 'control' && <Figures node={node} store={store} />}
      <Guarantee node={node} />
      {own.length > 0 && (
        <Section title={t('live.panel-rules')}>
          <RuleList statuses={own} rules={rules} />
        </Section>
      )}
      <LastErrors pipeline={pipeline} node={node.id} store={store} />
      <NewestLines pipeline={pipeline} node={node.id} />
      <Section title={t('live.panel-settings')}>
        <Settings type={node.type} config={node.config} />
      </Section>
    </SidePanel>
  )
}

/** What the records of a sink can rely on, and what keeps it from being better; nothing for other nodes. */
export function Guarantee({ node: { guarantee } }: { node: Node }) {
  const t = useT()
  const words = useWords()
  if (guarantee === null) return null
  return (
    <Section title={t('live.panel-guarantee')}>
      <Badge>{t(`live.guarantee.${guarantee.label}`)}</Badge>
      {guarantee.weakest !== null && (
        <p className="mt-1.5 text-xs text-muted">{t('live.panel-weakest', { reason: words(guarantee.weakest) })}</p>
      )}
    </Section>
  )
}

/** The newest figures of a node with a minute of its rate, and what went wrong since the page looks. */
export function Figures({ node, store }: { node: Node; store: LiveStore }) {
  const t = useT()
  const lang = useLang()
  const format = useFormat()
  const spark = useRef<SparklineHandle>(null)
  useEffect(() => {
    const rates = new Float64Array(60)
    return store.onPaint(() => {
      store.rates(node.id, rates)
      spark.current?.set(rates)
    })
  }, [store, node.id])
  const of = () => store.node(node.id)
  // which figures there are changes seldom: with the first frame, and when something goes wrong for the first time
  const [, render] = useReducer((n: number) => n + 1, 0)
  const kinds = useRef('')
  useEffect(
    () =>
      store.onPaint(() => {
        const figures = store.node(node.id)
        const now = [
          figures !== null,
          figures?.p99 !== null,
          figures?.lag !== null,
          figures?.up !== null,
          ...store.counted(node.id).keys(),
        ].join()
        if (now !== kinds.current) {
          kinds.current = now
          render()
        }
      }),
    [store, node.id],
  )
  const figures = of()
  const troubles = [...store.counted(node.id).keys()].sort()
  const seen = useRef(false)
  seen.current ||= figures?.p99 !== null && figures !== null
  const live = (text: () => string) => <LiveText store={store} of={text} />
  return (
    <>
      <Section
        title={t('live.panel-figures')}
        end={<NewThreshold on={node.id} name={node.title} first={store.role(node.id) === 'sink' ? 'recordsIn' : 'recordsOut'} />}
      >
        <div style={{ color: stageColor[node.stage] }} className="mb-2">
          <Sparkline ref={spark} width={310} height={36} />
        </div>
        <Facts>
          <Fact name={t('live.rate-in')}>{live(() => format.rate(of()?.in ?? null))}</Fact>
          <Fact name={t('live.rate-out')}>{live(() => format.rate(of()?.out ?? null))}</Fact>
          {seen.current && (
            <Fact name={t('live.percentiles')}>
              {live(() => {
                const f = of()
                return [f?.p50, f?.p95, f?.p99].map((v) => format.ms(v ?? null)).join(' / ')
              })}
            </Fact>
          )}
          <Fact name={t('live.busy')}>{live(() => format.share(of()?.busy ?? null))}</Fact>
          <Fact name={t('live.backpressured')}>{live(() => format.share(of()?.backpressured ?? null))}</Fact>
          <Fact name={t('live.state-rows')}>{live(() => t('live.rows', { count: of()?.stateRows ?? 0 }))}</Fact>
          {figures !== null && figures.lag !== null && <Fact name={t('live.waits')}>{live(() => format.integer(of()?.lag ?? null))}</Fact>}
          {figures !== null && figures.up !== null && (
            <Fact name={t('live.connection')}>{live(() => t(of()?.up === 0 ? 'live.not-connected' : 'live.connected'))}</Fact>
          )}
        </Facts>
      </Section>
      {troubles.length > 0 && store.countedSince !== null && (
        <Section title={t('live.panel-counted', { time: clock(lang, store.countedSince, Date.now()) })}>
          <Facts>
            {troubles.map((kind) => (
              <Fact key={kind} name={<Trouble kind={kind} />}>
                {live(() => format.integer(store.counted(node.id).get(kind) ?? 0))}
              </Fact>
            ))}
          </Facts>
        </Section>
      )}
    </>
  )
}

function Trouble({ kind }: { kind: string }) {
  const t = useT()
  const dot = kind.indexOf('.')
  const code = kind.slice(dot + 1)
  if (kind.startsWith('errors.')) return t('live.trouble.errors', { code })
  if (kind.startsWith('dropped.')) return t('live.trouble.dropped', { code })
  return t(kind === 'late' ? 'live.trouble.late' : 'live.trouble.deadLetters')
}

/** What a node last wrote into the log. */
export function NewestLines({ pipeline, node }: { pipeline: string; node: string }) {
  const t = useT()
  const { lines } = useLogs(pipeline)
  const own = useMemo(() => lines.filter((line) => line.node === node).slice(-LINES), [lines, node])
  return (
    <Section title={t('live.panel-log')}>
      {own.length === 0 ? (
        <p className="text-subtle">{t('live.panel-log-none')}</p>
      ) : (
        <ul className="flex flex-col gap-1.5 text-xs">
          {own.map((line) => (
            <li key={line.id} className="break-words">
              <span className="text-subtle">
                <When at={line.at} />
              </span>{' '}
              <LogText line={line} />
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}
