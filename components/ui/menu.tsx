'use client'
import { Slot } from 'radix-ui'
import { type ReactNode, useState } from 'react'
import { useFloating } from './use-floating.ts'

export type MenuProps = {
  readonly trigger: ReactNode
  readonly align?: 'start' | 'end'
  /** Opens at once, for a menu that is made where it was asked for. */
  readonly opened?: boolean
  readonly onClosed?: () => boolean
  readonly children: ReactNode
}

/** A menu below a button. `trigger` is one focusable element, which gets the focus back, unless `onClosed` gives it to something else and says so. */
export function Menu(props: MenuProps) {
  const floating = useFloating()
  const [wanted, setWanted] = useState(props.opened === true)
  if (floating !== null) return <floating.Menu {...props} wanted={wanted} />
  return (
    <Slot.Root aria-haspopup="menu" onClick={() => setWanted(true)}>
      {props.trigger}
    </Slot.Root>
  )
}

export type MenuItemProps = {
  readonly icon?: ReactNode
  readonly danger?: boolean
  readonly disabled?: boolean
  readonly onSelect: () => void
  readonly children: ReactNode
}

export function MenuItem(props: MenuItemProps) {
  const floating = useFloating()
  return floating === null ? null : <floating.MenuItem {...props} />
}

export function MenuLine() {
  const floating = useFloating()
  return floating === null ? null : <floating.MenuLine />
}
