import { createStore } from 'zustand/vanilla'
import type { AlertStatus } from '../../core/alert.ts'
import type { FrameIndex } from '../../core/metrics.ts'
import type { LiveFrame, PipelineStatus, ServerEvents } from '../../core/protocol.ts'
import { api } from './api.ts'
import { ask } from './ask.ts'
import { type Channel, channel } from './channel.ts'
import { seriesValue } from './series.ts'
import type { LiveSocket } from './socket.ts'
import { isSetBack, Timeline } from './timeline.ts'

/** Whole frames kept, in seconds: enough for sparklines. */
const FRAMES = 120
/** Seconds kept of series that somebody watches. */
export const SERIES_SECONDS = 3600
/** The clocks of server and browser may differ by so much before it shows, milliseconds. */
const SKEW = 5000

export type PipelineLive = {
  readonly phase: 'loading' | 'ready' | 'error'
  readonly error: unknown
  readonly index: FrameIndex | null
  readonly status: PipelineStatus | null
  readonly rules: readonly AlertStatus[]
}

export type FeedListener = {
  /** What the following frames mean; null = nothing ran yet. Called once at the beginning too. */
  index(index: FrameIndex | null): void
  /** One second, in order; those still kept come at the beginning. */
  frame(frame: LiveFrame): void
  /** Series that are watched were filled by REST: charts draw anew. */
  filled?(): void
}

/** A pipeline as it runs, for all on the page who look at it: its state for React, its figures outside React. */
export class PipelineFeed {
  readonly name: string
  readonly live = createStore<PipelineLive>(() => ({ phase: 'loading', error: null, index: null, status: null, rules: [] }))
  /** Series by id (`pipeline|latency.p99`) in epoch seconds, of those that are watched. */
  readonly series = new Timeline(SERIES_SECONDS)
  readonly #watched = new Map<string, number>()
  readonly #listeners = new Set<FeedListener>()
  readonly #channel: Channel
  #frames: LiveFrame[] = []
  /** How far the server's clock is ahead of the browser's, milliseconds. */
  #ahead = 0
  /** When the newest frame came; epoch milliseconds, 0 = none yet. */
  at = 0

  constructor(name: string) {
    this.name = name
    this.#channel = channel({
      listen: (socket) => this.#listen(socket),
      join: (socket) => void this.#join(socket),
      leave: (socket) => socket.emit('pipeline:unsubscribe', { name }),
    })
  }

  /** Keeps the subscription alive; the answer lets go. */
  hold(): () => void {
    return this.#channel.hold()
  }

  /** The frames still kept, oldest first. */
  get frames(): readonly LiveFrame[] {
    return this.#frames
  }

  /** The server's time; the browser's until the server told it. Epoch milliseconds. */
  get now(): number {
    return Date.now() + this.#ahead
  }

  listen(listener: FeedListener): () => void {
    this.#listeners.add(listener)
    listener.index(this.live.getState().index)
    for (const frame of this.#frames) listener.frame(frame)
    return () => this.#listeners.delete(listener)
  }

  /** Keeps series in `series` from now on and fills in the last `seconds` from the history; the answer ends it. */
  watch(ids: readonly string[], seconds: number): () => void {
    for (const id of ids) this.#watched.set(id, (this.#watched.get(id) ?? 0) + 1)
    const { index } = this.live.getState()
    if (index !== null) for (const frame of this.#frames) this.#keep(frame, index, ids)
    void this.#fill(ids, this.now - seconds * 1000, this.now)
    return () => {
      for (const id of ids) {
        const left = this.#watched.get(id)! - 1
        if (left > 0) this.#watched.set(id, left)
        else this.#watched.delete(id)
      }
    }
  }

  #listen(socket: LiveSocket): () => void {
    const frame: ServerEvents['metrics:frame'] = (each) => {
      if (each.pipeline !== this.name) return
      if (isSetBack(this.#frames.at(-1)?.seq, each.seq)) {
        this.#ahead = (each.seq + 1) * 1000 - Date.now()
        this.#anew()
      }
      this.#take(each)
    }
    const index: ServerEvents['metrics:index'] = (each) => {
      if (each.pipeline === this.name) this.#begin(each.index)
    }
    const state: ServerEvents['run:state'] = ({ pipeline, status }) => {
      if (pipeline === this.name) this.live.setState({ status })
    }
    const alert: ServerEvents['alert:event'] = ({ status }) => {
      if (status.pipeline !== this.name) return
      const { rules } = this.live.getState()
      const known = rules.some(({ rule }) => rule === status.rule)
      this.live.setState({ rules: known ? rules.map((r) => (r.rule === status.rule ? status : r)) : [...rules, status] })
    }
    socket.on('metrics:frame', frame)
    socket.on('metrics:index', index)
    socket.on('run:state', state)
    socket.on('alert:event', alert)
    return () => {
      socket.off('metrics:frame', frame)
      socket.off('metrics:index', index)
      socket.off('run:state', state)
      socket.off('alert:event', alert)
    }
  }

  async #join(socket: LiveSocket): Promise<void> {
    try {
      const { index, status, rules, frames, now } = await ask(socket, 'pipeline:subscribe', { name: this.name })
      if (!sameIndex(index, this.live.getState().index)) this.#begin(index)
      this.live.setState({ phase: 'ready', error: null, status, rules })
      // what was asked for so far was reckoned by a clock that goes otherwise
      const reckonedWrong = Math.abs(now - this.now) > SKEW
      this.#ahead = now - Date.now()
      if (isSetBack(this.#frames.at(-1)?.seq, frames.at(-1)?.seq)) this.#anew()
      for (const frame of frames) this.#take(frame)
      if (reckonedWrong) this.#fillAll()
    } catch (error) {
      this.live.setState({ error, ...(this.live.getState().phase === 'loading' ? { phase: 'error' } : {}) })
    }
  }

  #begin(index: FrameIndex | null): void {
    this.#frames = []
    this.live.setState({ index })
    for (const listener of this.#listeners) listener.index(index)
  }

  /** The clock of the server was set back: what came from its future would hold up what comes now. */
  #anew(): void {
    this.series.clear()
    this.#begin(this.live.getState().index)
    this.#fillAll()
  }

  #fillAll(): void {
    void this.#fill([...this.#watched.keys()], this.now - SERIES_SECONDS * 1000, this.now)
  }

  #take(frame: LiveFrame): void {
    const { index } = this.live.getState()
    const last = this.#frames.at(-1)?.seq ?? null
    if (index === null || (last !== null && frame.seq <= last)) return
    this.at = Date.now()
    this.#frames.push(frame)
    if (this.#frames.length > FRAMES) this.#frames.shift()
    this.#keep(frame, index, this.#watched.keys())
    for (const listener of this.#listeners) listener.frame(frame)
    if (last !== null && frame.seq > last + 1) void this.#fill([...this.#watched.keys()], (last + 1) * 1000, frame.seq * 1000)
  }

  #keep(frame: LiveFrame, index: FrameIndex, ids: Iterable<string>): void {
    this.series.advance(frame.seq)
    for (const id of ids) this.series.put(id, frame.seq, seriesValue(frame, index, id))
  }

  /** Puts the history of a span in; where the history is coarser than a second, each second gets the point it falls into. */
  async #fill(ids: readonly string[], from: number, to: number): Promise<void> {
    const some = ids.slice(0, 60)
    if (some.length === 0) return
    try {
      const history = await api.history(this.name, some, from, to)
      for (const [id, points] of Object.entries(history.series))
        for (const [i, value] of points.entries()) {
          const begin = Math.round((history.from + i * history.step) / 1000)
          for (let s = begin; s < begin + history.step / 1000; s++)
            if (value !== null && Number.isNaN(this.series.at(id, s)) && s * 1000 < to) this.series.put(id, s, value)
        }
      for (const listener of this.#listeners) listener.filled?.()
    } catch {
      // what stays unfilled is drawn as the gap that it is
    }
  }
}

const sameIndex = (a: FrameIndex | null, b: FrameIndex | null): boolean =>
  a === b ||
  (a !== null && b !== null && a.nodes.join() === b.nodes.join() && a.wires.join() === b.wires.join() && a.roles.join() === b.roles.join())
