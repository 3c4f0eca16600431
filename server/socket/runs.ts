import { FIRST_LINES } from '../../core/first-page.ts'
import type { FrameIndex } from '../../core/metrics.ts'
import { type PipelineStatus, type Subscribed, subscribe } from '../../core/protocol.ts'
import { event, type SocketContext, type SocketEvents } from './event.ts'
import { liveFrame } from './live-frame.ts'

/** Frames that a page gets at the beginning: as many seconds as its sparklines show. */
const FIRST_FRAMES = 60

/** Pipelines that run: frames, states, live tables, logs, and records in passing. */
export function runEvents({ services: { bus, pipelines, history }, clock, io, toKeen }: SocketContext): SocketEvents {
  const running = new Map<string, { version: number; index: FrameIndex }>()
  const statuses = new Map<string, PipelineStatus>()
  const peeks = new Map<string, () => void>()

  bus.on('frame', ({ pipeline, version, frame }) => {
    const room = `pipeline:${pipeline}`
    const before = running.get(pipeline)
    running.set(pipeline, { version, index: frame.index })
    if (before?.version !== version || !sameIndex(before.index, frame.index))
      io.to(room).emit('metrics:index', { pipeline, version, index: frame.index })
    toKeen(room, 'metrics:frame', () => liveFrame(pipeline, version, frame))
  })
  bus.on('state', (change) => {
    statuses.set(change.pipeline, change.status)
    io.to([`pipeline:${change.pipeline}`, 'pipelines']).emit('run:state', change)
  })
  bus.on('changed', (change) => {
    if (!('deleted' in change)) return
    running.delete(change.name)
    statuses.delete(change.name)
  })
  bus.on('view', (update) => void io.to(`view:${update.pipeline}/${update.node}`).emit('table:rows', update))
  bus.on('log', (lines) => void io.to(`logs:${lines.pipeline}`).emit('log:lines', lines))
  bus.on('peek', (rows) => toKeen(`peek:${rows.pipeline}/${rows.wire}`, 'peek:rows', () => rows))
  io.sockets.adapter.on('delete-room', (room: string) => {
    peeks.get(room)?.()
    peeks.delete(room)
  })

  return {
    'pipeline:subscribe': event({
      action: 'read',
      payload: subscribe.pipeline,
      async handle({ name }, socket): Promise<Subscribed> {
        const { status, rules } = await pipelines.detail(name)
        await socket.join(`pipeline:${name}`)
        const now = running.get(name)
        const frames = history.recent(name).filter(({ version }) => version === now?.version)
        return {
          index: now?.index ?? null,
          status: statuses.get(name) ?? status,
          rules,
          frames: frames.slice(-FIRST_FRAMES).map(({ version, frame }) => liveFrame(name, version, frame)),
          now: clock.now(),
        }
      },
    }),
    'pipeline:unsubscribe': event({
      action: 'read',
      payload: subscribe.pipeline,
      handle: ({ name }, socket) => socket.leave(`pipeline:${name}`),
    }),
    'view:subscribe': event({
      action: 'read',
      payload: subscribe.view,
      async handle({ name, node }, socket) {
        await socket.join(`view:${name}/${node}`)
        return pipelines.view(name, node)
      },
    }),
    'view:unsubscribe': event({
      action: 'read',
      payload: subscribe.view,
      handle: ({ name, node }, socket) => socket.leave(`view:${name}/${node}`),
    }),
    'logs:subscribe': event({
      action: 'read',
      payload: subscribe.pipeline,
      async handle({ name }, socket) {
        await socket.join(`logs:${name}`)
        return pipelines.logs(name, null, FIRST_LINES)
      },
    }),
    'logs:unsubscribe': event({
      action: 'read',
      payload: subscribe.pipeline,
      handle: ({ name }, socket) => socket.leave(`logs:${name}`),
    }),
    'peek:subscribe': event({
      action: 'peek',
      payload: subscribe.wire,
      async handle({ name, wire }, socket) {
        const room = `peek:${name}/${wire}`
        if (!peeks.has(room)) peeks.set(room, pipelines.peek(name, wire))
        await socket.join(room)
        return null
      },
    }),
    'peek:unsubscribe': event({
      action: 'peek',
      payload: subscribe.wire,
      handle: ({ name, wire }, socket) => socket.leave(`peek:${name}/${wire}`),
    }),
  }
}

const sameIndex = (a: FrameIndex, b: FrameIndex): boolean => a.nodes.join() === b.nodes.join() && a.wires.join() === b.wires.join()
