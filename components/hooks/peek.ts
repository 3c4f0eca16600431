'use client'
import { useEffect, useMemo } from 'react'
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { Cell, ServerEvents, ViewColumns } from '../../core/protocol.ts'
import { channel } from './channel.ts'
import { ask } from './socket.ts'

const MOST_ROWS = 50

/** The last records seen on a wire. */
export type Peek = {
  readonly phase: 'loading' | 'ready' | 'error'
  readonly error: unknown
  readonly columns: ViewColumns
  /** Newest first. */
  readonly rows: readonly (readonly Cell[])[]
  /** Records that passed unseen since the look began. */
  readonly missed: number
}

/** Samples a wire while the page shows it. */
export function usePeek(name: string, wire: string): Peek {
  const { state, feed } = useMemo(() => {
    const state = createStore<Peek>(() => ({ phase: 'loading', error: null, columns: [], rows: [], missed: 0 }))
    const feed = channel({
      listen(socket) {
        const take: ServerEvents['peek:rows'] = (seen) => {
          if (seen.pipeline !== name || seen.wire !== wire) return
          const { rows, missed } = state.getState()
          state.setState({
            columns: seen.columns,
            rows: [...seen.rows.toReversed(), ...rows].slice(0, MOST_ROWS),
            missed: missed + seen.missed,
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
  }, [name, wire])
  useEffect(() => feed.hold(), [feed])
  return useStore(state)
}
