'use client'
import { useEffect, useMemo } from 'react'
import { useStore } from 'zustand'
import { createStore, type StoreApi } from 'zustand/vanilla'
import { FIRST_LINES } from '../../core/first-page.ts'
import type { LogLine, ServerEvents } from '../../core/protocol.ts'
import { api } from './api.ts'
import { ask } from './ask.ts'
import { type Channel, channel } from './channel.ts'

const MOST_LINES = 5000
const PAGE = 200

export type Logs = {
  readonly phase: 'loading' | 'ready' | 'error'
  readonly error: unknown
  /** Oldest first. */
  readonly lines: readonly LogLine[]
  /** There may be older lines than the first. */
  readonly older: boolean
}
type LogFeed = { readonly state: StoreApi<Logs>; readonly feed: Channel; readonly loadOlder: () => Promise<void> }

/** Lines of both, each once, oldest first. */
const merged = (a: readonly LogLine[], b: readonly LogLine[]): readonly LogLine[] =>
  [...new Map([...a, ...b].map((line) => [line.id, line])).values()].sort((x, y) => x.id - y.id)

function logsOf(name: string): LogFeed {
  const state = createStore<Logs>(() => ({ phase: 'loading', error: null, lines: [], older: true }))
  const add = (lines: readonly LogLine[]) => state.setState({ lines: merged(state.getState().lines, lines).slice(-MOST_LINES) })
  const feed = channel({
    listen(socket) {
      const take: ServerEvents['log:lines'] = ({ pipeline, lines }) => {
        if (pipeline === name) add(lines)
      }
      socket.on('log:lines', take)
      return () => socket.off('log:lines', take)
    },
    join(socket) {
      ask(socket, 'logs:subscribe', { name }).then(
        (lines) => {
          const first = state.getState().phase !== 'ready'
          add(lines)
          state.setState({ phase: 'ready', error: null, ...(first ? { older: lines.length >= FIRST_LINES } : {}) })
        },
        (error: unknown) => state.setState({ phase: 'error', error }),
      )
    },
    leave: (socket) => socket.emit('logs:unsubscribe', { name }),
  })
  const loadOlder = async () => {
    const { lines } = state.getState()
    const page = await api.logs(name, lines[0]?.id ?? null, PAGE)
    state.setState({ lines: merged(page, state.getState().lines), older: page.length === PAGE })
  }
  return { state, feed, loadOlder }
}

/** The lines of a pipeline's runs, newest last; `loadOlder` fetches the page before the first and throws ApiError. */
export function useLogs(name: string): Logs & { readonly loadOlder: () => Promise<void> } {
  const { state, feed, loadOlder } = useMemo(() => logsOf(name), [name])
  useEffect(() => feed.hold(), [feed])
  return { ...useStore(state), loadOlder }
}
