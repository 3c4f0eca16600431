'use client'
import dynamic from 'next/dynamic'
import { useEffect, useState } from 'react'

const load = () => import('./palette.tsx')
const Palette = dynamic(() => load().then((module) => module.Palette), { ssr: false })
/** After the page has what it needs to be used. */
const LATER = 2000

export type PaletteProps = { readonly open: boolean; readonly onOpenChange: (open: boolean) => void; readonly onKeys: () => void }

/** The palette's code comes a moment after the page, so that it is there when it is called for. */
export function LazyPalette(props: PaletteProps) {
  const [called, setCalled] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => void load(), LATER)
    return () => clearTimeout(timer)
  }, [])
  if (props.open && !called) setCalled(true)
  return called ? <Palette {...props} /> : null
}
