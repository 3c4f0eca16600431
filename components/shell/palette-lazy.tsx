'use client'
import dynamic from 'next/dynamic'
import { useState } from 'react'

const Palette = dynamic(() => import('./palette.tsx').then((module) => module.Palette), { ssr: false })

export type PaletteProps = { readonly open: boolean; readonly onOpenChange: (open: boolean) => void; readonly onKeys: () => void }

/** The palette's code comes when it is first called for. */
export function LazyPalette(props: PaletteProps) {
  const [called, setCalled] = useState(false)
  if (props.open && !called) setCalled(true)
  return called ? <Palette {...props} /> : null
}
