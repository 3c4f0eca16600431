'use client'
import { useCallback, useEffect, useMemo, useSyncExternalStore } from 'react'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Cell, ServerEvents, ViewColumns } from '../../core/protocol.ts'
import { ask } from './ask.ts'
import { type Channel, channel } from './channel.ts'

const MOST_ROWS = 50
/** Wires whose last records are remembered after nobody looks at them any more. */
const MOST_WIRES = 32

/** The last records seen on a wire. */
export type Peek = {
  readonly phase: 'loading' | 'ready' | 'error'
  readonly error: unknown
  readonly columns: ViewColumns
  /** Newest first. */
  readonly rows: readonly (readonly Cell[])[]
  /** Records that were seen since the look began; the newest has this number. */
  readonly seen: number
  /** Records that passed unseen since the look began. */
  readonly missed: number
}

type Look = { readonly state: StoreApi<Peek>; readonly feed: Channel }

const looks = new Map<string, Look>()
const nothing: Peek = { phase: 'loading', error: null, columns: [], rows: [], seen: 0, missed: 0 }

/** The one look at a wire on this page: the server counts pages, not those on a page who look. */
function lookAt(name: string, wire: string): Look {
  const key = `${name} ${wire}`
  const look = looks.get(key) ?? begin(name, wire)
  looks.delete(key)
  looks.set(key, look)
  if (looks.size > MOST_WIRES) looks.delete(looks.keys().next().value!)
  return look
}

function begin(name: string, wire: string): Look {
  const state = createStore<Peek>(() => nothing)
  const feed = channel({
    listen(socket) {
      const take: ServerEvents['peek:rows'] = (more) => {
        if (more.pipeline !== name || more.wire !== wire) return
        const { rows, seen, missed } = state.getState()
        // a version with other fields begins anew
        const kept = more.rows.length > 0 && !sameColumns(more.columns, state.getState().columns) ? [] : rows
        state.setState({
          columns: more.rows.length > 0 ? more.columns : state.getState().columns,
          rows: [...more.rows.toReversed(), ...kept].slice(0, MOST_ROWS),
          seen: seen + more.rows.length,
          missed: missed + more.missed,
        })
      }
      socket.on('peek:rows', take)
      return () => socket.off('peek:rows', take)
    },
    join(socket) {
      ask(socket, 'peek:subscribe', { name, wire }).then(
        () => state.setState({ phase: 'ready', error: null }),
        (error: unknown) => state.setState({ phase: 'error', error }),
      )
    },
    leave: (socket) => socket.emit('peek:unsubscribe', { name, wire }),
  })
  return { state, feed }
}

const sameColumns = (a: ViewColumns, b: ViewColumns): boolean =>
  a.length === b.length && a.every(({ name, type }, i) => name === b[i].name && type === b[i].type)

/** Samples wires while the page shows them; the last records stay for the next time. */
export function usePeeks(name: string, wires: readonly string[]): readonly Peek[] {
  const key = wires.join(' ')
  const all = useMemo(() => (key === '' ? [] : key.split(' ').map((wire) => lookAt(name, wire))), [name, key])
  useEffect(() => {
    const holds = all.map(({ feed }) => feed.hold())
    return () => {
      for (const release of holds) release()
    }
  }, [all])
  const subscribe = useCallback(
    (changed: () => void) => {
      const ends = all.map(({ state }) => state.subscribe(changed))
      return () => {
        for (const end of ends) end()
      }
    },
    [all],
  )
  const read = useMemo(() => {
    let last: readonly Peek[] = []
    return () => {
      const now = all.map(({ state }) => state.getState())
      if (now.length !== last.length || now.some((peek, i) => peek !== last[i])) last = now
      return last
    }
  }, [all])
  return useSyncExternalStore(subscribe, read, read)
}
