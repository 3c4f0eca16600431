import { z } from 'zod'
import { type MetricName, metricOf } from '../../core/metric-names.ts'
import type { Frame } from '../../core/metrics.ts'
import type { ListFrame } from '../../core/protocol.ts'
import { event, type SocketContext, type SocketEvents } from './event.ts'
import { short } from './live-frame.ts'

const ROOM = 'pipelines'
/** After the full second in which runs send their frames, so that one message has them all. */
const AFTER = 200
/** A pipeline whose newest frame is older runs no more, or cannot say. */
const FRESH = 2_500

/** The list of pipelines: its changes, and a row of figures each, once a second. */
export function pipelineEvents({ services: { bus, pipelines }, clock, io, toKeen }: SocketContext): SocketEvents {
  const rows = new Map<string, { readonly at: number; readonly row: ListFrame['rows'][number] }>()
  let waiting = false

  const wait = (): void => {
    waiting = true
    clock.timer(1000 - ((clock.now() - AFTER) % 1000), send)
  }
  const send = (): void => {
    waiting = false
    for (const [name, { at }] of rows) if (at < clock.now() - FRESH) rows.delete(name)
    if (rows.size === 0) return
    toKeen(ROOM, 'pipelines:frame', () => ({ seq: Math.floor(clock.now() / 1000), rows: [...rows.values()].map(({ row }) => row) }))
    wait()
  }
  bus.on('frame', ({ pipeline, frame }) => {
    if (io.sockets.adapter.rooms.get(ROOM) === undefined) return
    rows.set(pipeline, { at: clock.now(), row: rowOf(pipeline, frame) })
    if (!waiting) wait()
  })
  bus.on('changed', (change) => void io.to([ROOM, `pipeline:${change.name}`]).emit('pipelines:changed', change))

  return {
    'pipelines:subscribe': event({
      action: 'read',
      payload: z.looseObject({}),
      async handle(_, socket) {
        await socket.join(ROOM)
        return pipelines.list()
      },
    }),
    'pipelines:unsubscribe': event({ action: 'read', payload: z.looseObject({}), handle: (_, socket) => socket.leave(ROOM) }),
  }
}

function rowOf(name: string, frame: Frame): ListFrame['rows'][number] {
  const figure = (metric: MetricName): number | null => {
    const value = metricOf(frame, metric, 'pipeline')
    return value === null ? null : short(value)
  }
  return {
    name,
    in: figure('recordsIn') ?? 0,
    out: figure('recordsOut') ?? 0,
    p99: figure('latency.p99'),
    lag: figure('lagRecords'),
  }
}
