import { memo, useEffect, useMemo, useRef } from 'react'
import { MiniMap, type MiniMapNodeProps, useStore } from 'reactflow'
import { useT } from '../i18n/provider.tsx'
import { boundsOf } from './canvas-view.ts'
import type { Positions } from './layout.ts'
import { nodeMark } from './node-state.ts'
import { useScene } from './scene.ts'

/** A canvas with less room than this would only be covered by the map. */
const LEAST_WIDTH = 400
const SIZE = { width: 168, height: 96 } as const

/** The whole graph as a map of states, while the canvas has no room for all of it. */
export function StatusMap({ places }: { places: Positions }) {
  const t = useT()
  const bounds = useMemo(() => boundsOf(places), [places])
  const cut = useStore(
    (s) => s.width >= LEAST_WIDTH && (bounds.width * s.transform[2] > s.width || bounds.height * s.transform[2] > s.height),
  )
  if (!cut) return null
  return <MiniMap nodeComponent={Spot} pannable zoomable ariaLabel={t('live.minimap')} style={SIZE} className="mr-minimap" />
}

const Spot = memo(function Spot({ id, x, y, width, height }: MiniMapNodeProps) {
  const { store, state, firing } = useScene()
  const rect = useRef<SVGRectElement>(null)
  useEffect(() => {
    const alarmed = firing.has(id)
    return store.onPaint(() => {
      if (rect.current !== null) rect.current.dataset.mark = nodeMark(state, store.node(id), alarmed)
    })
  }, [id, store, state, firing])
  return <rect ref={rect} className="mr-spot" x={x} y={y} width={width} height={height} rx={8} />
})
