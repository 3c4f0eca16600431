'use client'
import { DropdownMenu as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { cx } from './cx.ts'
import { itemClass, popClass } from './pop.ts'

/** A menu below a button. `trigger` is one focusable element, which gets the focus back, unless `onClosed` gives it to something else and says so. */
export function Menu({
  trigger,
  align = 'end',
  onClosed,
  children,
}: {
  trigger: ReactNode
  align?: 'start' | 'end'
  onClosed?: () => boolean
  children: ReactNode
}) {
  return (
    <Radix.Root modal={false}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align={align}
          sideOffset={4}
          collisionPadding={8}
          className={cx(popClass, 'min-w-44 p-1')}
          onCloseAutoFocus={(event) => onClosed?.() === true && event.preventDefault()}
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

export function MenuItem({
  icon,
  danger = false,
  disabled,
  onSelect,
  children,
}: {
  icon?: ReactNode
  danger?: boolean
  disabled?: boolean
  onSelect: () => void
  children: ReactNode
}) {
  return (
    <Radix.Item disabled={disabled} onSelect={onSelect} className={cx(itemClass, danger && 'text-crit')}>
      {icon !== undefined && (
        <span className={cx('flex w-4 justify-center', !danger && 'text-subtle')} aria-hidden="true">
          {icon}
        </span>
      )}
      {children}
    </Radix.Item>
  )
}

export const MenuLine = () => <Radix.Separator className="-mx-1 my-1 h-px bg-line" />
