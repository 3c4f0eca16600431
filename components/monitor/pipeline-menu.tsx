'use client'
import { Copy, Download, EllipsisVertical, Trash2 } from 'lucide-react'
import { useRouter } from 'next/navigation'
import type { PipelineDetail } from '../../core/protocol.ts'
import { useT } from '../i18n/provider.tsx'
import { usePipelineActions } from '../pipelines/actions.ts'
import { IconButton } from '../ui/button.tsx'
import { Menu, MenuItem, MenuLine } from '../ui/menu.tsx'

/** What is done with a pipeline as a whole. */
export function PipelineMenu({ detail }: { detail: PipelineDetail }) {
  const t = useT()
  const router = useRouter()
  const actions = usePipelineActions(detail)
  return (
    <Menu
      trigger={
        <IconButton label={t('do.more-of', { name: detail.title })} busy={actions.busy}>
          <EllipsisVertical size={16} />
        </IconButton>
      }
    >
      <MenuItem icon={<Download size={14} />} onSelect={() => void actions.export()}>
        {t('pipeline.export')}
      </MenuItem>
      <MenuItem icon={<Copy size={14} />} onSelect={() => void actions.duplicate()}>
        {t('pipeline.duplicate')}
      </MenuItem>
      <MenuLine />
      <MenuItem icon={<Trash2 size={14} />} danger onSelect={() => void actions.remove().then((done) => done && router.push('/'))}>
        {t('do.delete')}
      </MenuItem>
    </Menu>
  )
}
