import http, { type IncomingMessage } from 'node:http'
import type { Logger } from 'pino'
import type { Clock } from '../engines/runtime-type.ts'
import { type Env, localUrl } from '../env.ts'
import type { Services } from '../services.ts'
import { openSockets } from '../socket/sockets.ts'
import type { SessionStore } from '../store/store.ts'
import { openApi } from './api.ts'
import { Auth } from './auth.ts'
import type { Pages, Parts } from './front.ts'
import { routesOf } from './routes/index.ts'
import { signInRoutes } from './sign-in.ts'
import { Site } from './site.ts'

export type FaceOptions = {
  readonly env: Pick<Env, 'host' | 'publicUrl'>
  readonly port: number
  readonly log: Logger
  readonly clock: Clock
  /** Bearer tokens that scripts may use. */
  readonly tokens: readonly string[]
  readonly services: Services
  readonly store: { readonly sessions: SessionStore }
  readonly pages: Pages | null
}

/** What people and programs see of the services: REST, sockets and pages. */
export type Face = Parts & {
  /** An address that opens one session. */
  enterUrl(): string
  close(): Promise<void>
}

export async function openFace({ env, port, log, clock, tokens, services, store, pages }: FaceOptions): Promise<Face> {
  const site = new Site(env, port)
  const auth = new Auth({ site, sessions: store.sessions, clock, tokens })
  const enterUrl = (): string => `${env.publicUrl?.origin ?? localUrl(env, port)}/enter?token=${auth.oneTimeToken()}`
  const options = { auth, site, clock, log, addressOf: addressOf(env.publicUrl !== null), routes: routesOf({ services, auth, enterUrl }) }
  const api = openApi(options)
  await api.register(signInRoutes, options)
  await api.ready()
  const server = http.createServer()
  const sockets = openSockets({ server, site, auth, services, clock, log })
  return {
    site,
    auth,
    api: (request, response) => api.routing(request, response),
    sockets: server,
    pages,
    enterUrl,
    async close() {
      await sockets.close()
      await api.close()
    },
  }
}

/** The address of a client: what the proxy in front says it is, when there is one. */
function addressOf(behindProxy: boolean) {
  return ({ headers, socket }: IncomingMessage): string => {
    const forwarded = headersLast(headers['x-forwarded-for'])
    return (behindProxy ? forwarded : undefined) ?? socket.remoteAddress ?? ''
  }
}

const headersLast = (value: string | string[] | undefined): string | undefined => value?.toString().split(',').at(-1)?.trim()
