'use client'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { useLater } from '../ui/later.ts'
import { loadCode } from '../ui/load-code.ts'
import { useTypedAhead } from './typed-ahead.ts'

const load = () => loadCode(() => import('./palette.tsx'))
const Palette = dynamic(() => load().then((module) => module.Palette), { ssr: false })

export type PaletteProps = { readonly open: boolean; readonly onOpenChange: (open: boolean) => void; readonly onKeys: () => void }

/** The palette's code comes a moment after the page, so that it is there when it is called for. */
export function LazyPalette(props: PaletteProps) {
  const [called, setCalled] = useState(false)
  useLater(load)
  const typedAhead = useTypedAhead(props.open)
  if (props.open && !called) setCalled(true)
  return called ? <Palette {...props} typedAhead={typedAhead} /> : null
}
