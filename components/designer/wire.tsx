import { memo, useEffect, useRef } from 'react'
import { BaseEdge, type Edge, EdgeLabelRenderer, type EdgeProps, getStraightPath, useInternalNode } from 'reactflow'
import type { GraphView } from '../../core/protocol.ts'
import { useFormat, useT } from '../i18n/provider.tsx'
import { CARD } from './layout.ts'
import { write } from './live-text.tsx'
import { isDetailed } from './lod.ts'
import { useScene } from './scene.ts'
import { wireTone, wireWidth } from './wire-look.ts'
import { wirePath } from './wire-path.ts'

export type WireEdge = Edge<{ wire: GraphView['wires'][number]; lane: number | undefined }, 'wire'>

/** A wire: as wide as its rate is large, coloured only under pressure, with a chip that says both. */
export const Wire = memo(function Wire(props: EdgeProps<WireEdge>) {
  const { id, sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition, selected, data } = props
  const { store, detail, firing, state } = useScene()
  const t = useT()
  const format = useFormat()
  const group = useRef<SVGGElement>(null)
  const chip = useRef<HTMLDivElement>(null)
  const ends = { sourceX, sourceY, targetX, targetY }
  const [path, x, y] = wirePath({ ...ends, sourcePosition, targetPosition }, data?.lane, detail === 'box')
  const alarmed = firing.has(id)
  const runs = state === 'running' || state === 'draining'
  const chipped = isDetailed(detail)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a chip that comes with the zoom is written at once
  useEffect(
    () =>
      store.onPaint(() => {
        const figures = runs ? store.wire(id) : null
        const tone = figures === null ? 'idle' : wireTone(figures, store.quietSeconds(id))
        if (group.current !== null) {
          group.current.dataset.tone = tone
          group.current.style.setProperty('--wire', `${wireWidth(figures?.records ?? 0).toFixed(1)}px`)
        }
        if (chip.current === null) return
        chip.current.dataset.tone = alarmed ? 'full' : tone
        const parts = figures === null ? [] : [format.rate(figures.records)]
        // a wire on which nothing can wait always has an empty queue, so that is not said
        if (figures !== null && figures.fill >= 0.005) parts.push(t('live.queue-share', { share: format.share(figures.fill) }))
        write(chip.current, `${alarmed ? '▲ ' : tone === 'full' ? '‖ ' : ''}${parts.join(' · ')}`)
        chip.current.hidden = parts.length === 0
      }),
    [id, store, runs, alarmed, chipped, t, format],
  )
  return (
    <>
      <g ref={group} className="mr-wire" data-selected={selected || undefined}>
        <BaseEdge path={path} interactionWidth={16} />
      </g>
      {chipped && (
        <EdgeLabelRenderer>
          <div
            ref={chip}
            className="mr-chip num nodrag nopan"
            data-detail={detail}
            style={{ transform: `translate(-50%,-50%) translate(${x}px,${y}px)` }}
          />
        </EdgeLabelRenderer>
      )}
    </>
  )
})

/** `wire` = the wire that is watched, when it is not a node. */
export type WatchEdge = Edge<{ wire: GraphView['wires'][number] | null }, 'watch'>

/** What joins a control node to the node, wire or rule that it is about. It carries nothing, so it has neither width nor figures. */
export const Watch = memo(function Watch({ sourceX, sourceY, targetX, targetY, data }: EdgeProps<WatchEdge>) {
  const from = useInternalNode(data?.wire?.from.node ?? '')
  const to = useInternalNode(data?.wire?.to.node ?? '')
  let [x, y] = [targetX, targetY]
  if (from !== undefined && to !== undefined) {
    const [a, b] = [from.internals.positionAbsolute, to.internals.positionAbsolute]
    x = (a.x + CARD.width + b.x) / 2
    y = (a.y + b.y + CARD.height) / 2
  }
  const [path] = getStraightPath({ sourceX, sourceY, targetX: x, targetY: y })
  return (
    <g className="mr-watch">
      <BaseEdge path={path} interactionWidth={0} />
    </g>
  )
})
