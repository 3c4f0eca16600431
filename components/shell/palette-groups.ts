'use client'
import { type ReactNode, useEffect } from 'react'
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'

/** Something that a page adds to the palette. */
export type PaletteEntry = {
  readonly key: string
  readonly text: string
  /** Other words by which it is found. */
  readonly also?: string
  readonly icon: ReactNode
  /** What stands at the right end. */
  readonly end?: string
  readonly run: () => void
}
export type PaletteGroup = {
  readonly heading: string
  /** What it offers to somebody who typed this; few, because all are drawn. */
  readonly find: (text: string) => readonly PaletteEntry[]
}

const offered = createStore<{ readonly groups: readonly PaletteGroup[] }>(() => ({ groups: [] }))

/** Adds groups to the palette while a page is open. Give it stable groups. */
export function usePaletteGroups(own: readonly PaletteGroup[]): void {
  useEffect(() => {
    offered.setState(({ groups }) => ({ groups: [...groups, ...own] }))
    return () => offered.setState(({ groups }) => ({ groups: groups.filter((each) => !own.includes(each)) }))
  }, [own])
}

/** What pages offer now. */
export const useOfferedGroups = (): readonly PaletteGroup[] => useStore(offered, (s) => s.groups)
