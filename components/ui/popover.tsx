'use client'
import { Popover as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { cx } from './cx.ts'
import { popClass } from './pop.ts'

/** A panel beside its trigger that closes on Esc and on a click outside. `label` is its accessible name; `anchored` = the trigger only says where, `open` says when. */
export function Popover({
  trigger,
  label,
  anchored = false,
  align = 'end',
  side = 'bottom',
  open,
  onOpenChange,
  className,
  children,
}: {
  trigger: ReactNode
  label: string
  anchored?: boolean
  align?: 'start' | 'center' | 'end'
  side?: 'top' | 'right' | 'bottom' | 'left'
  open?: boolean
  onOpenChange?: (open: boolean) => void
  className?: string
  children: ReactNode
}) {
  const Place = anchored ? Radix.Anchor : Radix.Trigger
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Place asChild>{trigger}</Place>
      <Radix.Portal>
        <Radix.Content
          aria-label={label}
          align={align}
          side={side}
          sideOffset={6}
          collisionPadding={8}
          className={cx(popClass, 'max-h-(--radix-popover-content-available-height) max-w-[calc(100vw-16px)] overflow-auto', className)}
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

/** Closes the popover around it. */
export const PopoverClose = Radix.Close
