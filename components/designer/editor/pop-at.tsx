'use client'
import { Popover } from 'radix-ui'
import type { ReactNode } from 'react'
import { cx } from '../../ui/cx.ts'
import { popClass } from '../../ui/pop.ts'
import type { Point } from '../layout.ts'

/** A panel at a point of the window; Esc and a click outside close it. Whoever closes it says where the focus goes. */
export function PopAt({
  anchor,
  label,
  onClose,
  className,
  children,
}: {
  anchor: Point
  label: string
  onClose: () => void
  className?: string
  children: ReactNode
}) {
  return (
    <Popover.Root open onOpenChange={(open) => !open && onClose()}>
      <Popover.Anchor asChild>
        <span className="pointer-events-none fixed" style={{ left: anchor.x, top: anchor.y }} />
      </Popover.Anchor>
      <Popover.Portal>
        <Popover.Content
          aria-label={label}
          align="start"
          side="bottom"
          sideOffset={4}
          collisionPadding={8}
          onCloseAutoFocus={(event) => event.preventDefault()}
          className={cx(popClass, className)}
        >
          {children}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}
