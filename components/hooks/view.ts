'use client'
import { useEffect, useMemo } from 'react'
import { useStore } from 'zustand'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Cell, ServerEvents, ViewColumns, ViewSnapshot, ViewUpdate } from '../../core/protocol.ts'
import { ask } from './ask.ts'
import { type Channel, channel } from './channel.ts'

/** What a live table or chart shows. */
export type View = {
  readonly phase: 'loading' | 'ready' | 'error'
  readonly error: unknown
  readonly columns: ViewColumns
  readonly key: readonly string[]
  readonly rows: readonly (readonly Cell[])[]
}

/** The view after an update: rows with a known key keep their place, new ones come last. Without a key every row is new. */
export function applyUpdate(view: View, { snapshot, upsert = [], remove = [] }: Pick<ViewUpdate, 'snapshot' | 'upsert' | 'remove'>): View {
  const base: View = snapshot === undefined ? view : ready(snapshot)
  if (upsert.length === 0 && remove.length === 0) return base
  if (base.key.length === 0) return { ...base, rows: [...base.rows, ...upsert] }
  const at = base.key.map((name) => base.columns.findIndex((column) => column.name === name))
  const keyOf = (row: readonly Cell[]) => JSON.stringify(at.map((i) => row[i]))
  const rows = new Map(base.rows.map((row) => [keyOf(row), row]))
  for (const key of remove) rows.delete(key)
  for (const row of upsert) rows.set(keyOf(row), row)
  return { ...base, rows: [...rows.values()] }
}

const empty: View = { phase: 'loading', error: null, columns: [], key: [], rows: [] }
const ready = (snapshot: ViewSnapshot): View => ({ phase: 'ready', error: null, ...snapshot })

/** Rows that are kept of a view without a key, which only grows. */
const MOST_ROWS = 1000

function viewOf(name: string, node: string): { state: StoreApi<View>; feed: Channel } {
  const state = createStore<View>(() => empty)
  const feed = channel({
    listen(socket) {
      const rows: ServerEvents['table:rows'] = (update) => {
        if (update.pipeline !== name || update.node !== node) return
        const next = applyUpdate({ ...state.getState(), phase: 'ready' }, update)
        state.setState(next.key.length === 0 && next.rows.length > MOST_ROWS ? { ...next, rows: next.rows.slice(-MOST_ROWS) } : next)
      }
      socket.on('table:rows', rows)
      return () => socket.off('table:rows', rows)
    },
    join(socket) {
      ask(socket, 'view:subscribe', { name, node }).then(
        (snapshot) => state.setState(snapshot === null ? { ...empty, phase: 'ready' } : ready(snapshot)),
        (error: unknown) => state.setState({ phase: 'error', error }),
      )
    },
    leave: (socket) => socket.emit('view:unsubscribe', { name, node }),
  })
  return { state, feed }
}

/** The rows of a live table or chart, kept up to date while the page shows them. */
export function useView(name: string, node: string): View {
  const { state, feed } = useMemo(() => viewOf(name, node), [name, node])
  useEffect(() => feed.hold(), [feed])
  return useStore(state)
}
