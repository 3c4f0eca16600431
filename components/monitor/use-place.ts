'use client'
import { useSearchParams } from 'next/navigation'
import { useCallback, useMemo } from 'react'

export const tabs = ['edit', 'live', 'monitor', 'tables', 'logs', 'versions'] as const
export type TabName = (typeof tabs)[number]
export const ranges = ['5m', '15m', '30m', '1h', '6h', '24h'] as const
export type Range = (typeof ranges)[number]

/** Where the page stands, as its address says: tab, selected node or wire, range of the charts. */
export type Place = {
  /** null = the address does not say. */
  readonly tab: TabName | null
  readonly sel: string | null
  readonly range: Range
  readonly node: string | null
  /** A version to show, and what it is compared with: a number, `draft` or `live`. */
  readonly version: string | null
  readonly compare: string | null
  /** What the page is to begin with: the deploy of the draft. */
  readonly ask: 'deploy' | null
}

const oneOf = <T extends string>(all: readonly T[], text: string | null): T | null => all.find((x) => x === text) ?? null

/** Reads the place from the address, and changes the address without asking the server. */
export function usePlace(): readonly [Place, (change: Partial<Place>) => void] {
  const params = useSearchParams()
  const place = useMemo(
    (): Place => ({
      tab: oneOf(tabs, params.get('tab')),
      sel: params.get('sel'),
      range: oneOf(ranges, params.get('range')) ?? '5m',
      node: params.get('node'),
      version: params.get('version'),
      compare: params.get('compare'),
      ask: oneOf(['deploy'] as const, params.get('ask')),
    }),
    [params],
  )
  const move = useCallback((change: Partial<Place>) => {
    const next = new URLSearchParams(window.location.search)
    for (const [name, value] of Object.entries(change)) {
      if (value === null || value === undefined) next.delete(name)
      else next.set(name, value)
    }
    const text = next.toString()
    window.history.replaceState(null, '', `${window.location.pathname}${text === '' ? '' : `?${text}`}`)
  }, [])
  return [place, move]
}
