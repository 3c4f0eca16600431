'use client'
import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { useT } from '../i18n/provider.tsx'
import { IconButton } from './button.tsx'
import { cx } from './cx.ts'
import { popClass } from './pop.ts'

/** A dialog over the page: for sheets that are called for, and where undo is impossible; never for what undo can mend. */
export function Dialog({
  open,
  onOpenChange,
  title,
  hideTitle = false,
  className,
  children,
}: {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: string
  hideTitle?: boolean
  className?: string
  children: ReactNode
}) {
  const t = useT()
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-scrim" />
        <Radix.Content
          aria-describedby={undefined}
          tabIndex={-1}
          onOpenAutoFocus={focusFirst}
          className={cx(
            popClass,
            'fixed outline-none top-[12vh] left-1/2 z-50 flex max-h-[76vh] w-[min(560px,calc(100vw-24px))] -translate-x-1/2 flex-col',
            className,
          )}
        >
          {hideTitle ? (
            <Radix.Title className="sr-only">{title}</Radix.Title>
          ) : (
            <div className="flex h-12 shrink-0 items-center justify-between border-b border-line pr-2 pl-4">
              <Radix.Title className="text-base font-semibold">{title}</Radix.Title>
              <Radix.Close asChild>
                <IconButton label={t('do.close')}>
                  <X size={16} />
                </IconButton>
              </Radix.Close>
            </div>
          )}
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

/** The first field, else the dialog itself: a focused close button would show its tooltip. */
function focusFirst(event: Event): void {
  event.preventDefault()
  const dialog = event.currentTarget as HTMLElement
  const field = dialog.querySelector<HTMLElement>('input:not([type="hidden"]), textarea, select')
  ;(field ?? dialog).focus()
}
