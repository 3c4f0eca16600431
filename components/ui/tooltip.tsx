'use client'
import type { ReactNode } from 'react'
import { useFloating } from './use-floating.ts'

export type TooltipProps = { readonly text: ReactNode; readonly side?: 'top' | 'right' | 'bottom' | 'left'; readonly children: ReactNode }

/** A short text on hover and focus. It never holds what is not said elsewhere. */
export function Tooltip(props: TooltipProps) {
  const floating = useFloating()
  return floating === null ? props.children : <floating.Tooltip {...props} />
}
