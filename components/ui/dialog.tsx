'use client'
import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { useT } from '../i18n/provider.tsx'
import { IconButton } from './button.tsx'
import { useFloating } from './use-floating.ts'

export type DialogProps = {
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
  readonly title: string
  readonly hideTitle?: boolean
  readonly className?: string
  /** The id of what gets the focus in the end, where that is not what had it before. */
  readonly returnTo?: string
  readonly children: ReactNode
}

/** A dialog over the page: for sheets that are called for, and where undo is impossible; never for what undo can mend. */
export function Dialog(props: DialogProps) {
  const floating = useFloating(props.open)
  const t = useT()
  if (floating === null) return null
  const close = (
    <IconButton label={t('do.close')}>
      <X size={16} />
    </IconButton>
  )
  return <floating.Dialog {...props} close={close} />
}
