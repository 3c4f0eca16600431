import { memo, useEffect, useRef } from 'react'
import { Handle, type Node, type NodeProps, Position } from 'reactflow'
import type { GraphView } from '../../core/protocol.ts'
import { useFormat, useLang, useT } from '../i18n/provider.tsx'
import { sparkline } from '../ui/sparkline-path.ts'
import { handlesOf, PORT } from './handles.ts'
import { SPARK_SECONDS } from './live-store.ts'
import { write } from './live-text.tsx'
import { isDetailed } from './lod.ts'
import { markKey } from './mark-words.ts'
import { nodeMark } from './node-state.ts'
import { ruleFigure, ruleWords } from './rule-words.ts'
import { useScene } from './scene.ts'
import { TypeIcon } from './type-icon.tsx'

export type CardNode = Node<{ node: GraphView['nodes'][number]; in: readonly string[]; out: readonly string[] }, 'card'>

const SPARK = { width: 176, height: 20 } as const
/** Seconds for which a sink shows its newest latency. */
const LATENCY_SECONDS = 30

/** A node of the graph: its name is drawn by React, its figures are written in by reference once a second. */
export const NodeCard = memo(function NodeCard({ data: { node, in: ins, out: outs }, selected }: NodeProps<CardNode>) {
  const { detail, Marks } = useScene()
  return (
    <div className="mr-card" data-stage={node.stage} data-detail={detail} data-selected={selected || undefined}>
      {detail === 'box' ? <Box node={node} /> : node.stage === 'control' ? <ControlFace node={node} /> : <Face node={node} />}
      <Ports node={node} ins={ins} outs={outs} />
      {Marks !== null && <Marks node={node} />}
    </div>
  )
})

type Of = { node: GraphView['nodes'][number] }

/** Writes the node's mark on its card and tag, once a second and only what changed. */
function useMark(node: Of['node'], root: React.RefObject<HTMLDivElement | null>, tag: React.RefObject<HTMLSpanElement | null>): void {
  const { store, state, firing, silenced, culprit } = useScene()
  const t = useT()
  useEffect(() => {
    const alarm = firing.get(node.id)
    const quiet = silenced.has(node.id)
    return store.onPaint(() => {
      if (root.current === null) return
      const mark = nodeMark(state, store.node(node.id), alarm !== undefined)
      const held = culprit() === node.id
      const card = root.current.dataset
      if (card.mark !== mark) card.mark = mark
      if ((card.held !== undefined) !== held) {
        if (held) card.held = ''
        else delete card.held
      }
      if (card.severity !== alarm?.severity) {
        if (alarm === undefined) delete card.severity
        else card.severity = alarm.severity
      }
      if (tag.current === null) return
      const words = [
        mark === 'ok' || mark === 'stopped' || mark === 'waiting' ? '' : t(markKey[mark]),
        held ? t('live.mark.bottleneck') : '',
        quiet ? t('live.mark.silenced') : '',
      ]
      write(tag.current, words.filter(Boolean).join(' · '))
    })
  }, [node.id, store, state, firing, silenced, culprit, t, root, tag])
}

function Face({ node }: Of) {
  const { store, detail } = useScene()
  const t = useT()
  const format = useFormat()
  const root = useRef<HTMLDivElement>(null)
  const tag = useRef<HTMLSpanElement>(null)
  const rate = useRef<HTMLSpanElement>(null)
  const side = useRef<HTMLSpanElement>(null)
  const line = useRef<SVGPathElement>(null)
  const area = useRef<SVGPathElement>(null)
  useMark(node, root, tag)
  useEffect(() => {
    const rates = new Float64Array(SPARK_SECONDS)
    let latency: { p99: number; at: number } | null = null
    return store.onPaint(() => {
      const figures = store.node(node.id)
      const second = store.frame?.seq ?? 0
      const sink = store.role(node.id) === 'sink'
      if (rate.current !== null) write(rate.current, format.rate(figures === null ? null : sink ? figures.in : figures.out))
      if (side.current !== null) {
        if (figures?.p99 != null) latency = { p99: figures.p99, at: second }
        // results that come in bursts leave quiet seconds in between
        const p99 = latency !== null && second - latency.at < LATENCY_SECONDS ? latency.p99 : null
        write(
          side.current,
          figures === null
            ? ''
            : sink && p99 !== null
              ? `${t('live.p99')} ${format.ms(p99)}`
              : t('live.busy-share', { share: format.share(figures.busy) }),
        )
      }
      if (line.current === null || area.current === null) return
      store.rates(node.id, rates)
      const drawn = sparkline(rates, SPARK.width, SPARK.height - 2)
      line.current.setAttribute('d', drawn.line)
      area.current.setAttribute('d', drawn.area)
    })
  }, [node.id, store, t, format])
  return (
    <div ref={root} className="mr-face">
      <span ref={tag} className="mr-tag" />
      <Title node={node} />
      <div className="mr-figures num">
        <span ref={rate} className="mr-rate" />
        <span ref={side} className="mr-side" />
      </div>
      {isDetailed(detail) && (
        <svg
          className="mr-spark"
          viewBox={`0 -1 ${SPARK.width} ${SPARK.height}`}
          width={SPARK.width}
          height={SPARK.height}
          aria-hidden="true"
        >
          <path ref={area} className="mr-spark-area" />
          <path ref={line} className="mr-spark-line" />
        </svg>
      )}
    </div>
  )
}

/** A control node carries no records: it shows what it watches for and where it stands. */
function ControlFace({ node }: Of) {
  const { rules } = useScene()
  const t = useT()
  const lang = useLang()
  const format = useFormat()
  const { rule = null, status = null } = rules.get(node.id) ?? {}
  const silenced = status !== null && status.silencedUntil !== null
  const url = (node.config as { url?: unknown } | null)?.url
  return (
    <div
      className="mr-face"
      data-severity={status?.severity}
      data-mark={
        status === null ? undefined : status.state === 'firing' && !silenced ? 'firing' : status.state === 'pending' ? 'pressed' : 'ok'
      }
    >
      <span className="mr-tag">{silenced ? t('live.mark.silenced') : status?.state === 'firing' ? t(markKey.firing) : ''}</span>
      <Title node={node} />
      <div className="mr-condition">{rule === null ? (typeof url === 'string' ? url : '') : ruleWords(rule, t, format, lang)}</div>
      {status !== null && (
        <div className="mr-condition mr-standing num">
          {t(`alerts.${status.state}`)}
          {status.value !== null && rule !== null && <span>{ruleFigure(rule, status.value, format, lang)}</span>}
        </div>
      )}
    </div>
  )
}

function Box({ node }: Of) {
  const root = useRef<HTMLDivElement>(null)
  const tag = useRef<HTMLSpanElement>(null)
  useMark(node, root, tag)
  return <div ref={root} className="mr-face mr-box" />
}

const Title = ({ node }: Of) => (
  <div className="mr-title">
    <TypeIcon type={node.type} stage={node.stage} />
    <span className="mr-name" title={node.title}>
      {node.title}
    </span>
    <i className="mr-glyph" />
  </div>
)

function Ports({ node, ins, outs }: { node: Of['node']; ins: readonly string[]; outs: readonly string[] }) {
  const { detail, Marks } = useScene()
  return handlesOf(node, ins, outs).map(({ id, type, position, y }) => {
    const wired = position === Position.Left || position === Position.Right
    return (
      <Handle
        key={`${type} ${id}`}
        type={type}
        id={id ?? undefined}
        position={position}
        isConnectable={wired && Marks !== null}
        className={id === 'watched' ? 'mr-port mr-port-hidden' : 'mr-port'}
        style={wired ? { top: y + PORT / 2 } : undefined}
      >
        {wired && type === 'source' && isDetailed(detail) && id !== 'out' && <span className="mr-port-name">{id}</span>}
      </Handle>
    )
  })
}
