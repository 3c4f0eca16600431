import { memo, type PointerEvent, useEffect, useMemo, useRef } from 'react'
import { Panel, useReactFlow, useStore } from 'reactflow'
import { useT } from '../i18n/provider.tsx'
import { boundsOf } from './canvas-view.ts'
import { CARD, type Positions } from './layout.ts'
import { type NodeMark, nodeMark } from './node-state.ts'
import { useScene } from './scene.ts'

/** A canvas with less room than this would only be covered by the map. */
const LEAST_WIDTH = 400
const SIZE = { width: 168, height: 96 } as const
/** Pixels of the map around all that it shows. */
const RIM = 5
/** By how much a pixel, a line and a page of the wheel zoom, in powers of two. */
const WHEEL = [0.002, 0.05, 1] as const
/** What calls for attention is drawn over the rest. */
const marks: readonly NodeMark[] = ['stopped', 'waiting', 'starting', 'ok', 'pressed', 'errors', 'disconnected', 'firing']

type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number }

/** The whole graph as a map of states, while the canvas has no room for all of it. */
export function StatusMap({ places }: { places: Positions }) {
  const bounds = useMemo(() => boundsOf(places), [places])
  const cut = useStore(
    (s) => s.width >= LEAST_WIDTH && (bounds.width * s.transform[2] > s.width || bounds.height * s.transform[2] > s.height),
  )
  return cut ? <GraphMap places={places} bounds={bounds} /> : null
}

/** Cards of one state are one shape: a thousand of their own, each watching the canvas, would cost more than the cards. */
function GraphMap({ places, bounds }: { places: Positions; bounds: Box }) {
  const t = useT()
  const flow = useReactFlow()
  const svg = useRef<SVGSVGElement>(null)
  const seen = useStore(
    ({ width, height, transform: [x, y, zoom] }): Box => ({ x: -x / zoom, y: -y / zoom, width: width / zoom, height: height / zoom }),
    (a, b) => a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height,
  )
  const all = around(bounds, seen)
  const scale = Math.max(all.width / (SIZE.width - 2 * RIM), all.height / (SIZE.height - 2 * RIM))
  const [width, height] = [SIZE.width * scale, SIZE.height * scale]
  const [x, y] = [all.x - (width - all.width) / 2, all.y - (height - all.height) / 2]

  useEffect(() => {
    const map = svg.current
    const zoom = (event: WheelEvent): void => {
      event.preventDefault()
      void flow.zoomTo(flow.getZoom() * 2 ** (-event.deltaY * WHEEL[event.deltaMode]))
    }
    // React listens to the wheel in a way that cannot keep the page from scrolling
    map?.addEventListener('wheel', zoom, { passive: false })
    return () => map?.removeEventListener('wheel', zoom)
  }, [flow])
  const onPointerMove = ({ buttons, movementX, movementY }: PointerEvent): void => {
    if ((buttons & 1) === 0) return
    const { x, y, zoom } = flow.getViewport()
    void flow.setViewport({ x: x - movementX * scale * zoom, y: y - movementY * scale * zoom, zoom })
  }
  return (
    <Panel position="bottom-right" style={SIZE} className="react-flow__minimap mr-minimap">
      <svg
        ref={svg}
        role="img"
        aria-label={t('live.minimap')}
        className="react-flow__minimap-svg touch-none"
        viewBox={`${x} ${y} ${width} ${height}`}
        {...SIZE}
        onPointerDown={({ currentTarget, pointerId }) => currentTarget.setPointerCapture(pointerId)}
        onPointerMove={onPointerMove}
      >
        <Spots places={places} />
        <path
          className="react-flow__minimap-mask"
          fillRule="evenodd"
          pointerEvents="none"
          d={shape({ x, y, width, height }) + shape(seen)}
        />
      </svg>
    </Panel>
  )
}

const Spots = memo(function Spots({ places }: { places: Positions }) {
  const { store, state, firing } = useScene()
  const group = useRef<SVGGElement>(null)
  useEffect(() => {
    const cards = Object.entries(places).map(([id, at]) => ({ id, shape: shape({ ...at, ...CARD }) }))
    let drawn = ''
    return store.onPaint(() => {
      const now = cards.map(({ id }) => marks.indexOf(nodeMark(state, store.node(id), firing.has(id))))
      const key = now.join('')
      if (key === drawn) return
      drawn = key
      for (const [i, path] of [...(group.current?.children ?? [])].entries())
        path.setAttribute('d', cards.map((card, k) => (now[k] === i ? card.shape : '')).join(''))
    })
  }, [places, store, state, firing])
  return (
    <g ref={group}>
      {marks.map((mark) => (
        <path key={mark} className="mr-spot" data-mark={mark} />
      ))}
    </g>
  )
})

const shape = ({ x, y, width, height }: Box): string => `M${x},${y}h${width}v${height}h${-width}z`

/** The rectangle that holds both. */
function around(a: Box, b: Box): Box {
  const [x, y] = [Math.min(a.x, b.x), Math.min(a.y, b.y)]
  return { x, y, width: Math.max(a.x + a.width, b.x + b.width) - x, height: Math.max(a.y + a.height, b.y + b.height) - y }
}
