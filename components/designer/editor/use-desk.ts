'use client'
import { createContext, useContext } from 'react'
import { useStore } from 'zustand'
import type { Desk } from './desk.ts'
import type { DeskState } from './desk-state.ts'

const DeskContext = createContext<Desk | null>(null)
export const DeskProvider = DeskContext.Provider

/** The desk of the page, for its actions; it never causes a render. */
export function useDesk(): Desk {
  const desk = useContext(DeskContext)
  if (desk === null) throw new Error('there is no desk around this')
  return desk
}

/** A part of the desk's state; renders when it changes. The selector must answer with a stable value. */
export const useDeskState = <T>(select: (state: DeskState) => T): T => useStore(useDesk().state, select)
