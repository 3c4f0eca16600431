import { memo, useEffect, useRef } from 'react'
import { MiniMap, type MiniMapNodeProps } from 'reactflow'
import { useT } from '../i18n/provider.tsx'
import { nodeMark } from './node-state.ts'
import { useScene } from './scene.ts'

/** Smaller graphs are seen whole. */
export const MINIMAP_FROM = 26

/** The whole graph as a map of states. */
export function StatusMap() {
  const t = useT()
  return <MiniMap nodeComponent={Spot} pannable zoomable ariaLabel={t('live.minimap')} className="mr-minimap" />
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
