import { z } from 'zod'
import { metricOf } from '../../core/metric-names.ts'
import type { ListFrame } from '../../core/protocol.ts'
import { event, type SocketContext, type SocketEvents } from './event.ts'
import { short } from './live-frame.ts'

const ROOM = 'pipelines'
/** After the full second in which runs send their frames, so that one message has them all. */
const AFTER = 200

/** The list of pipelines: its changes, and a row of figures each, once a second. */
export function pipelineEvents({ services: { bus, pipelines }, clock, io, toKeen }: SocketContext): SocketEvents {
  let rows = new Map<string, ListFrame['rows'][number]>()
  let waiting = false

  const flush = (): void => {
    waiting = false
    const taken = rows
    rows = new Map()
    toKeen(ROOM, 'pipelines:frame', () => ({ seq: Math.floor(clock.now() / 1000), rows: [...taken.values()] }))
  }
  bus.on('frame', ({ pipeline, frame }) => {
    if (io.sockets.adapter.rooms.get(ROOM) === undefined) return
    const figure = (name: Parameters<typeof metricOf>[1]): number | null => {
      const value = metricOf(frame, name, 'pipeline')
      return value === null ? null : short(value)
    }
    rows.set(pipeline, {
      name: pipeline,
      in: figure('recordsIn') ?? 0,
      out: figure('recordsOut') ?? 0,
      p99: figure('latency.p99'),
      lag: figure('lagRecords'),
    })
    if (waiting) return
    waiting = true
    clock.timer((1000 + AFTER - (clock.now() % 1000)) % 1000, flush)
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
