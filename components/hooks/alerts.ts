'use client'
import { useEffect, useMemo } from 'react'
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { AlertEvent, AlertStatus } from '../../core/alert.ts'
import { FIRST_EVENTS } from '../../core/first-page.ts'
import type { ServerEvents } from '../../core/protocol.ts'
import { api } from './api.ts'
import { ask } from './ask.ts'
import { channel } from './channel.ts'
import type { LiveSocket } from './socket.ts'

const MOST_EVENTS = 500
const PAGE = 50

export type AlertsState = {
  readonly phase: 'loading' | 'ready' | 'error'
  readonly error: unknown
  /** Where every rule of every pipeline stands. */
  readonly statuses: readonly AlertStatus[]
  /** Newest first. */
  readonly events: readonly AlertEvent[]
  /** There may be older events than the last. */
  readonly older: boolean
}
type Change = Parameters<ServerEvents['alert:event']>[0]

const alerts = createStore<AlertsState>(() => ({ phase: 'loading', error: null, statuses: [], events: [], older: true }))
const listeners = new Set<(change: Change) => void>()

/** The newest event that the page has; the server sends what is newer after each reconnect. */
const newest = (): number | null => alerts.getState().events[0]?.id ?? null

const sameRule = (a: AlertStatus, b: AlertStatus): boolean => a.pipeline === b.pipeline && a.rule === b.rule

/** Puts a status that a request answered with in, before the server tells. */
export function putStatus(status: AlertStatus): void {
  const { statuses } = alerts.getState()
  const known = statuses.some((each) => sameRule(each, status))
  alerts.setState({ statuses: known ? statuses.map((each) => (sameRule(each, status) ? status : each)) : [...statuses, status] })
}

/** Puts events in, each once, newest first. An acknowledgement also shows in the status that it belongs to. */
export function putEvents(more: readonly AlertEvent[]): void {
  const byId = new Map([...alerts.getState().events, ...more].map((event) => [event.id, event]))
  alerts.setState({ events: [...byId.values()].sort((a, b) => b.id - a.id).slice(0, MOST_EVENTS) })
}

const load = async (socket: LiveSocket): Promise<void> => {
  const { phase } = alerts.getState()
  const since = phase === 'ready' ? (newest() ?? 0) : null
  try {
    const { statuses, events } = await ask(socket, 'alerts:subscribe', { since })
    alerts.setState({ phase: 'ready', error: null, statuses, ...(since === null ? { older: events.length >= FIRST_EVENTS } : {}) })
    putEvents(events)
    // what happened while the connection was lost is told like what happens now
    if (since === null) return
    for (const event of [...events].sort((a, b) => a.id - b.id)) {
      const status = statuses.find((each) => each.pipeline === event.pipeline && each.rule === event.rule)
      if (status !== undefined) for (const listener of listeners) listener({ event, status })
    }
  } catch (error) {
    alerts.setState({ error, ...(alerts.getState().phase === 'loading' ? { phase: 'error' } : {}) })
  }
}

const feed = channel({
  // alerts are told to a hidden page too
  hidden: true,
  listen(socket) {
    const take = (change: Change) => {
      putStatus(change.status)
      if (change.event !== null) putEvents([change.event])
      for (const listener of listeners) listener(change)
    }
    const changed: ServerEvents['pipelines:changed'] = (summary) => {
      if ('deleted' in summary)
        alerts.setState({ statuses: alerts.getState().statuses.filter(({ pipeline }) => pipeline !== summary.name) })
    }
    socket.on('alert:event', take)
    socket.on('pipelines:changed', changed)
    return () => {
      socket.off('alert:event', take)
      socket.off('pipelines:changed', changed)
    }
  },
  join: (socket) => void load(socket),
  leave: () => {},
})

/** Runs `listener` for each change of an alert, those of a lost connection included; the answer ends it. */
export function onAlert(listener: (change: Change) => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Fetches the page of events before the oldest that is shown. Throws ApiError. */
export async function loadOlderEvents(): Promise<void> {
  const { events } = alerts.getState()
  const page = await api.alertEvents({ before: events.at(-1)?.id, limit: PAGE })
  putEvents(page)
  // more are not kept, so there is nothing to ask for
  alerts.setState({ older: page.length === PAGE && alerts.getState().events.length < MOST_EVENTS })
}

/** All rules and the newest events, kept up to date. */
export function useAlerts(): AlertsState {
  useEffect(() => feed.hold(), [])
  return useStore(alerts)
}

/** The rules that fire and are not silenced, the worst first; anew when a rule changes, which the end of a silence is too. */
export function useFiring(): readonly AlertStatus[] {
  const { statuses } = useAlerts()
  return useMemo(() => firingOf(statuses, Date.now()), [statuses])
}

/** A rule that fires and is not silenced, from the worst down, then the newest first. */
export const firingOf = (statuses: readonly AlertStatus[], now: number): readonly AlertStatus[] =>
  statuses
    .filter((status) => status.state === 'firing' && !isSilenced(status, now))
    .sort((a, b) => severityRank[b.severity] - severityRank[a.severity] || b.since - a.since)

export const severityRank = { info: 0, warning: 1, critical: 2 } as const

/** Whether a rule is silenced at `now`. */
export const isSilenced = ({ silencedUntil }: AlertStatus, now: number): boolean => silencedUntil !== null && silencedUntil > now
