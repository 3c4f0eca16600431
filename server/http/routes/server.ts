import { type Route, route } from '../route.ts'
import type { RouteContext } from './index.ts'

/** Sessions, and how the server is. */
export function serverRoutes({ auth, enterUrl, services: { prometheus } }: RouteContext): Route[] {
  return [
    route({ method: 'GET', path: '/healthz', action: 'anyone', summary: 'Whether the server answers.', handle: () => ({ ok: true }) }),
    route({ method: 'GET', path: '/readyz', action: 'anyone', summary: 'Whether the server has started.', handle: () => ({ ok: true }) }),
    route({
      method: 'GET',
      path: '/metrics',
      action: 'read',
      summary: 'Figures of every pipeline, for Prometheus.',
      type: 'text/plain; version=0.0.4; charset=utf-8',
      handle: () => prometheus.text(),
    }),
    route({
      method: 'POST',
      path: '/api/v1/enter-tokens',
      action: 'invite',
      summary: 'Makes an address with a one-time token, which opens one session.',
      status: 201,
      handle: () => ({ url: enterUrl() }),
    }),
    route({
      method: 'DELETE',
      path: '/api/v1/session',
      action: 'session',
      summary: 'Ends the session that asks; its sockets close.',
      status: 204,
      async handle({ identity, setHeader }) {
        await auth.end(identity.id)
        setHeader('Set-Cookie', auth.goodbye())
      },
    }),
  ]
}
