import { FIRST_EVENTS } from '../../core/first-page.ts'
import { subscribe } from '../../core/protocol.ts'
import { event, type SocketContext, type SocketEvents } from './event.ts'

const ROOM = 'alerts'

/** Alerts: kept events, of which a page gets what it missed, and changes of where rules stand. */
export function alertEvents({ services: { bus, alerts }, io }: SocketContext): SocketEvents {
  bus.on('alert', (change) => void io.to(ROOM).emit('alert:event', change))
  return {
    'alerts:subscribe': event({
      action: 'read',
      payload: subscribe.alerts,
      async handle({ since }, socket) {
        await socket.join(ROOM)
        const events = await alerts.events({ ...(since === null ? {} : { since }), limit: FIRST_EVENTS })
        return { statuses: alerts.statuses(), events }
      },
    }),
  }
}
