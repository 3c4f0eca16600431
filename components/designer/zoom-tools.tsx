import { Maximize, Minus, Plus } from 'lucide-react'
import { Panel, useReactFlow, useStore } from 'reactflow'
import { useFormat, useT } from '../i18n/provider.tsx'
import { IconButton } from '../ui/button.tsx'
import { FIT } from './canvas-view.ts'

/** Buttons that zoom the canvas around them. */
export function ZoomTools() {
  const t = useT()
  const flow = useReactFlow()
  return (
    <Panel position="bottom-left" className="mr-tools">
      <IconButton label={t('live.zoom-out')} size="small" side="top" onClick={() => void flow.zoomOut()}>
        <Minus size={14} />
      </IconButton>
      <Zoom />
      <IconButton label={t('live.zoom-in')} size="small" side="top" onClick={() => void flow.zoomIn()}>
        <Plus size={14} />
      </IconButton>
      <IconButton label={t('live.fit')} size="small" side="top" onClick={() => void flow.fitView(FIT)}>
        <Maximize size={14} />
      </IconButton>
    </Panel>
  )
}

const Zoom = () => {
  const format = useFormat()
  const zoom = useStore((s) => Math.round(s.transform[2] * 100))
  return <span className="mr-zoom num">{format.share(zoom / 100)}</span>
}
