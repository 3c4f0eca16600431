import { useEffect, useState } from 'react'
import { loadCode } from './load-code.ts'

/** After the page has what it needs to be used. */
export const LATER = 2000

/** Loads code a moment after the page, so that it is there when it is called for. Give it a stable function. */
export function useLater(load: () => Promise<unknown>): void {
  useEffect(() => {
    const timer = setTimeout(() => void loadCode(load), LATER)
    return () => clearTimeout(timer)
  }, [load])
}

/** Code that is loaded once it is wanted, at the latest a moment after the page; null until it is there. Give it a stable function. */
export function useModule<M>(load: () => Promise<M>, wanted: boolean): M | null {
  const [code, setCode] = useState<{ readonly module: M } | null>(null)
  const there = code !== null
  useEffect(() => {
    if (there) return
    const begin = () => void loadCode(load).then((module) => setCode({ module }))
    const timer = setTimeout(begin, wanted ? 0 : LATER)
    return () => clearTimeout(timer)
  }, [load, wanted, there])
  return code?.module ?? null
}
