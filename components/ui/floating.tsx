'use client'
import { DropdownMenu, Dialog as RadixDialog, Popover as RadixPopover, Tooltip as RadixTooltip, Slot } from 'radix-ui'
import { type ComponentProps, isValidElement, type ReactNode, useState } from 'react'
import { cx } from './cx.ts'
import type { DialogProps } from './dialog.tsx'
import type { MenuItemProps, MenuProps } from './menu.tsx'
import { itemClass, popClass } from './pop.ts'
import type { PopoverProps } from './popover.tsx'
import type { TooltipProps } from './tooltip.tsx'

/** Milliseconds that a pointer rests until the tooltip shows, and for how long after one the next shows at once. */
const REST = 350
const NEXT = 200
let closedAt = Number.NEGATIVE_INFINITY

/** What is named by its tooltip is not described by it too: it would be read twice. */
const Named = ({ 'aria-describedby': _, ...rest }: ComponentProps<typeof Slot.Root>) => <Slot.Root {...rest} />

export function Tooltip({ text, side = 'bottom', children }: TooltipProps) {
  const [open, setOpen] = useState(false)
  const change = (next: boolean): void => {
    // what is pressed may be on its way elsewhere, and its tooltip would lie there
    if (next && document.querySelector(':active') !== null) return
    if (!next && open) closedAt = performance.now()
    setOpen(next)
  }
  const isName = isValidElement<{ readonly 'aria-label'?: string }>(children) && children.props['aria-label'] === text
  return (
    <RadixTooltip.Provider delayDuration={REST}>
      <RadixTooltip.Root open={open} onOpenChange={change}>
        <RadixTooltip.Trigger
          asChild
          // what got the focus by a click, or has it back, is known already
          onFocus={(event) => !event.currentTarget.matches(':focus-visible') && event.preventDefault()}
          onPointerEnter={({ pointerType }) => pointerType !== 'touch' && performance.now() - closedAt < NEXT && change(true)}
        >
          {isName ? <Named>{children}</Named> : children}
        </RadixTooltip.Trigger>
        <RadixTooltip.Portal>
          <RadixTooltip.Content
            side={side}
            sideOffset={6}
            collisionPadding={8}
            className="pop-in z-50 max-w-72 rounded-sm border border-line-strong bg-raised px-2 py-1 text-xs text-fg shadow-pop"
          >
            {text}
          </RadixTooltip.Content>
        </RadixTooltip.Portal>
      </RadixTooltip.Root>
    </RadixTooltip.Provider>
  )
}

export function Menu({ trigger, align = 'end', onClosed, children, wanted }: MenuProps & { wanted: boolean }) {
  return (
    <DropdownMenu.Root modal={false} defaultOpen={wanted}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align={align}
          sideOffset={4}
          collisionPadding={8}
          className={cx(popClass, 'min-w-44 p-1')}
          onCloseAutoFocus={(event) => onClosed?.() === true && event.preventDefault()}
        >
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

export function MenuItem({ icon, danger = false, disabled, onSelect, children }: MenuItemProps) {
  return (
    <DropdownMenu.Item disabled={disabled} onSelect={onSelect} className={cx(itemClass, danger && 'text-crit')}>
      {icon !== undefined && (
        <span className={cx('flex w-4 justify-center', !danger && 'text-subtle')} aria-hidden="true">
          {icon}
        </span>
      )}
      {children}
    </DropdownMenu.Item>
  )
}

export const MenuLine = () => <DropdownMenu.Separator className="-mx-1 my-1 h-px bg-line" />

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
  wanted,
}: PopoverProps & { wanted: boolean }) {
  const Place = anchored ? RadixPopover.Anchor : RadixPopover.Trigger
  return (
    <RadixPopover.Root open={open} defaultOpen={wanted} onOpenChange={onOpenChange}>
      <Place asChild>{trigger}</Place>
      <RadixPopover.Portal>
        <RadixPopover.Content
          aria-label={label}
          align={align}
          side={side}
          sideOffset={6}
          collisionPadding={8}
          className={cx(popClass, 'max-h-(--radix-popover-content-available-height) max-w-[calc(100vw-16px)] overflow-auto', className)}
        >
          {children}
        </RadixPopover.Content>
      </RadixPopover.Portal>
    </RadixPopover.Root>
  )
}

export const PopoverClose = RadixPopover.Close

export function Dialog({
  open,
  onOpenChange,
  title,
  hideTitle = false,
  className,
  returnTo,
  children,
  close,
}: DialogProps & { close: ReactNode }) {
  return (
    <RadixDialog.Root open={open} onOpenChange={onOpenChange}>
      <RadixDialog.Portal>
        <RadixDialog.Overlay className="fixed inset-0 z-40 bg-scrim" />
        <RadixDialog.Content
          aria-describedby={undefined}
          tabIndex={-1}
          onOpenAutoFocus={focusFirst}
          onCloseAutoFocus={(event) => {
            const next = returnTo === undefined ? null : document.getElementById(returnTo)
            if (next === null) return
            event.preventDefault()
            next.focus()
          }}
          className={cx(
            popClass,
            'fixed outline-none top-[12vh] left-1/2 z-50 flex max-h-[76vh] w-[min(560px,calc(100vw-24px))] -translate-x-1/2 flex-col',
            className,
          )}
        >
          {hideTitle ? (
            <RadixDialog.Title className="sr-only">{title}</RadixDialog.Title>
          ) : (
            <div className="flex h-12 shrink-0 items-center justify-between border-b border-line pr-2 pl-4">
              <RadixDialog.Title className="text-base font-semibold">{title}</RadixDialog.Title>
              <RadixDialog.Close asChild>{close}</RadixDialog.Close>
            </div>
          )}
          {children}
        </RadixDialog.Content>
      </RadixDialog.Portal>
    </RadixDialog.Root>
  )
}

/** The first field, else the dialog itself: a focused close button would show its tooltip. */
function focusFirst(event: Event): void {
  event.preventDefault()
  const dialog = event.currentTarget as HTMLElement
  const field = dialog.querySelector<HTMLElement>('input:not([type="hidden"]), textarea, select')
  ;(field ?? dialog).focus()
}
