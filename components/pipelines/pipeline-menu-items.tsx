'use client'
import { Copy, Download, Trash2 } from 'lucide-react'
import { useT } from '../i18n/provider.tsx'
import { MenuItem, MenuLine } from '../ui/menu.tsx'
import type { PipelineActions } from './actions.ts'

/** What can be done with a pipeline as a whole wherever it stands; `onRemoved` is told when it is gone. */
export function PipelineMenuItems({ actions, onRemoved }: { actions: PipelineActions; onRemoved?: () => void }) {
  const t = useT()
  return (
    <>
      <MenuItem icon={<Download size={14} />} onSelect={() => void actions.export()}>
        {t('pipeline.export')}
      </MenuItem>
      <MenuItem icon={<Copy size={14} />} onSelect={() => void actions.duplicate()}>
        {t('pipeline.duplicate')}
      </MenuItem>
      <MenuLine />
      <MenuItem icon={<Trash2 size={14} />} danger onSelect={() => void actions.remove().then((done) => done && onRemoved?.())}>
        {t('do.delete')}
      </MenuItem>
    </>
  )
}
