'use client'
import { useEffect } from 'react'
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { ListFrame, PipelineSummary } from '../../core/protocol.ts'
import { api } from './api.ts'
import { ask } from './ask.ts'
import { channel } from './channel.ts'
import type { LiveSocket } from './socket.ts'
import { isSetBack, Timeline } from './timeline.ts'

/** Seconds of the list that are kept for its sparklines. */
export const LIST_SECONDS = 60

export type PipelineList = {
  /** null = not loaded yet. */
  readonly rows: readonly PipelineSummary[] | null
  /** Why the list could not be loaded; null = it could, or is on its way. */
  readonly error: unknown
}

const list = createStore<PipelineList>(() => ({ rows: null, error: null }))

type Row = ListFrame['rows'][number]
/** The figures of all pipelines over the last minute, outside React. */
class ListFigures {
  readonly #times = new Timeline(LIST_SECONDS)
  readonly #newest = new Map<string, Row>()
  readonly #listeners = new Set<() => void>()
  /** When the newest frame came; epoch milliseconds, 0 = none yet. */
  at = 0

  /** Takes a second in; false = seconds before it are missing. */
  take(frame: ListFrame): boolean {
    if (isSetBack(this.#times.head ?? undefined, frame.seq)) this.#times.clear()
    const whole = this.#times.head === frame.seq - 1
    this.at = Date.now()
    this.#times.advance(frame.seq)
    this.#newest.clear()
    for (const row of frame.rows) {
      this.#newest.set(row.name, row)
      this.#times.put(`${row.name}|out`, frame.seq, row.out)
      this.#times.put(`${row.name}|lag`, frame.seq, row.lag)
    }
    for (const listener of this.#listeners) listener()
    return whole
  }

  /** The newest second there is of the list; null = none yet. */
  get head(): number | null {
    return this.#times.head
  }

  /** The newest second; null = it does not run, or nothing came yet. */
  row(name: string): Row | null {
    return this.#newest.get(name) ?? null
  }

  /** The last minute, oldest first; NaN = not measured. */
  minute(name: string, column: 'out' | 'lag'): Float64Array {
    const head = this.#times.head
    return Float64Array.from({ length: LIST_SECONDS }, (_, k) =>
      head === null ? Number.NaN : this.#times.at(`${name}|${column}`, head - LIST_SECONDS + 1 + k),
    )
  }

  /** Puts in what the history knows of a second that no frame told. */
  fill(name: string, column: 'out' | 'lag', second: number, value: number | null): void {
    const key = `${name}|${column}`
    if (value !== null && Number.isNaN(this.#times.at(key, second))) this.#times.put(key, second, value)
  }

  /** Runs `listener` after each frame; the answer ends it. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}
export const listFigures = new ListFigures()

/** Puts a summary that a request answered with, or a deletion, into the list before the server tells. */
export function putSummary(changed: PipelineSummary | { readonly name: string; readonly deleted: true }): void {
  const { rows } = list.getState()
  if (rows === null) return
  const others = rows.filter((row) => row.name !== changed.name)
  if ('deleted' in changed) list.setState({ rows: others })
  else if (others.length === rows.length) list.setState({ rows: [...rows, changed] })
  else list.setState({ rows: rows.map((row) => (row.name === changed.name ? changed : row)) })
}

/** Fills in what no frame told of the last minute, because the page was not open or a frame was dropped: one request after the other, they are in no hurry. */
async function fillMinute(rows: readonly PipelineSummary[]): Promise<void> {
  if (filling !== 'no') {
    filling = 'again'
    return
  }
  filling = 'once'
  const { head } = listFigures
  const to = head === null ? Math.floor(Date.now() / 1000) * 1000 : (head + 1) * 1000
  for (const { name } of rows.filter(({ status }) => status.state === 'running')) {
    try {
      const { from, step, series } = await api.history(name, Object.keys(filled), to - LIST_SECONDS * 1000, to)
      for (const [id, points] of Object.entries(series))
        for (const [i, value] of points.entries()) listFigures.fill(name, filled[id], Math.round((from + i * step) / 1000), value)
    } catch {
      // what stays unfilled is drawn as the gap that it is
    }
  }
  const again = filling as Filling
  filling = 'no'
  if (again === 'again') await fillMinute(rows)
}
type Filling = 'no' | 'once' | 'again'
let filling: Filling = 'no'
const filled: Readonly<Record<string, 'out' | 'lag'>> = { 'pipeline|recordsOut': 'out', 'pipeline|lagRecords': 'lag' }

/** Loads the list for whoever is the first to want it; once there is a connection, the list comes over that. */
async function loadFirst(): Promise<void> {
  if (list.getState().rows !== null) return
  try {
    const rows = await api.pipelines()
    if (list.getState().rows === null) list.setState({ rows, error: null })
  } catch (error) {
    if (list.getState().rows === null) list.setState({ error })
  }
}

const load = async (socket: LiveSocket): Promise<void> => {
  try {
    const rows = await ask(socket, 'pipelines:subscribe', {})
    list.setState({ rows, error: null })
    void fillMinute(rows)
  } catch (error) {
    list.setState({ error })
  }
}

const feed = channel({
  listen(socket) {
    const frame = (each: ListFrame) => {
      if (!listFigures.take(each)) void fillMinute(list.getState().rows ?? [])
    }
    const state: Parameters<typeof socket.on<'run:state'>>[1] = ({ pipeline, status }) => {
      const row = list.getState().rows?.find(({ name }) => name === pipeline)
      if (row !== undefined) putSummary({ ...row, status })
    }
    socket.on('pipelines:frame', frame)
    socket.on('pipelines:changed', putSummary)
    socket.on('run:state', state)
    return () => {
      socket.off('pipelines:frame', frame)
      socket.off('pipelines:changed', putSummary)
      socket.off('run:state', state)
    }
  },
  join: (socket) => void load(socket),
  leave: (socket) => socket.emit('pipelines:unsubscribe'),
})

/** All pipelines with their states, kept up to date while the page shows them; their figures are in `listFigures`. `first` = the page shows little else. */
export function usePipelines(first = false): PipelineList {
  useEffect(() => {
    if (first) void loadFirst()
    return feed.hold()
  }, [first])
  return useStore(list)
}
