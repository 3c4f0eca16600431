'use client'
import { EllipsisVertical } from 'lucide-react'
import { useRouter } from 'next/navigation'
import type { PipelineDetail } from '../../core/protocol.ts'
import { useT } from '../i18n/provider.tsx'
import { usePipelineActions } from '../pipelines/actions.ts'
import { PipelineMenuItems } from '../pipelines/pipeline-menu-items.tsx'
import { IconButton } from '../ui/button.tsx'
import { Menu } from '../ui/menu.tsx'

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
      <PipelineMenuItems actions={actions} onRemoved={() => router.push('/')} />
    </Menu>
  )
}
