'use client'
import { Slot } from 'radix-ui'
import { type ReactNode, useState } from 'react'
import { useFloating } from './use-floating.ts'

export type PopoverProps = {
  readonly trigger: ReactNode
  readonly label: string
  readonly anchored?: boolean
  readonly align?: 'start' | 'center' | 'end'
  readonly side?: 'top' | 'right' | 'bottom' | 'left'
  readonly open?: boolean
  readonly onOpenChange?: (open: boolean) => void
  readonly className?: string
  readonly children: ReactNode
}

/** A panel beside its trigger that closes on Esc and on a click outside. `label` is its accessible name; `anchored` = the trigger only says where, `open` says when. */
export function Popover(props: PopoverProps) {
  const floating = useFloating(props.open)
  const [wanted, setWanted] = useState(false)
  if (floating !== null) return <floating.Popover {...props} wanted={wanted} />
  if (props.anchored === true) return props.trigger
  const want = (): void => {
    setWanted(true)
    props.onOpenChange?.(true)
  }
  return (
    <Slot.Root aria-haspopup="dialog" onClick={want}>
      {props.trigger}
    </Slot.Root>
  )
}

/** Closes the popover around it. `children` is one button. */
export function PopoverClose({ children }: { children: ReactNode }) {
  const floating = useFloating()
  return floating === null ? children : <floating.PopoverClose asChild>{children}</floating.PopoverClose>
}
