import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import { AppError } from '../../core/error.ts'
import type { Clock } from '../engines/runtime-type.ts'
import type { Identity } from '../services.ts'
import { type Action, may } from './access.ts'
import type { Auth } from './auth.ts'
import { parseJson } from './json.ts'
import { problemOf } from './problem.ts'
import { RateLimit } from './rate.ts'
import type { Route } from './route.ts'
import type { Site } from './site.ts'

const BODY_LIMIT = 1024 * 1024
const DOCUMENT_LIMIT = 10 * BODY_LIMIT

declare module 'fastify' {
  interface FastifyContextConfig {
    action?: Action | 'anyone'
  }
  interface FastifyRequest {
    identity: Identity | null
  }
}

export type ApiOptions = {
  readonly auth: Auth
  readonly site: Site
  readonly clock: Clock
  readonly log: Logger
  readonly routes: readonly Route[]
  /** The address of a client, for limits. */
  addressOf(request: IncomingMessage): string
}

/** REST: each route of the table behind the one access check. */
export function openApi(options: ApiOptions): FastifyInstance {
  const api = fastify({
    bodyLimit: BODY_LIMIT,
    genReqId: () => randomUUID(),
    return503OnClosing: false,
    routerOptions: { maxParamLength: 300 },
    frameworkErrors: (error, request, reply) => void sendProblem(options.log, error, request, reply),
  })
  api.decorateRequest('identity', null)
  api.addHook('onRoute', ({ config, path }) => {
    if (config?.action === undefined) throw new Error(`the route ${path} does not say who may use it`)
  })
  api.addHook('onRequest', guard(options))
  api.removeAllContentTypeParsers()
  api.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, text, done) => {
    try {
      done(null, parseJson(text as string))
    } catch (error) {
      done(error as Error)
    }
  })
  api.setErrorHandler((error, request, reply) => sendProblem(options.log, error, request, reply))
  api.setNotFoundHandler((request, reply) =>
    sendProblem(
      options.log,
      new AppError('NOT_FOUND', `There is no ${request.method} here.`, {
        blame: 'user',
        hint: 'GET /api/v1/openapi.json lists what there is.',
      }),
      request,
      reply,
    ),
  )
  for (const route of options.routes) add(api, route)
  return api
}

/** Who asks, whether they may, whether it is our own page that asks, and how often: before a body is read. */
function guard({ auth, site, clock, addressOf }: ApiOptions) {
  const reads = new RateLimit({ perSecond: 100, burst: 400 }, clock)
  const changes = new RateLimit({ perSecond: 20, burst: 40 }, clock)
  const strangers = new RateLimit({ perSecond: 20, burst: 100 }, clock)
  return async (request: FastifyRequest): Promise<void> => {
    // an unknown path tells strangers no more than a known one
    const { action = 'read' } = request.routeOptions.config
    const identity = await auth.identify(request.raw)
    const changing = request.method !== 'GET' && request.method !== 'HEAD'
    const limit = identity === null ? strangers : changing ? changes : reads
    if (!limit.take(identity?.id ?? addressOf(request.raw)))
      throw new AppError('TOO_MANY_REQUESTS', 'Too many requests in a short time.', {
        blame: 'user',
        retry: 'backoff',
        hint: 'Wait a second.',
      })
    if (action === 'anyone') return
    if (identity === null)
      throw new AppError('NOT_SIGNED_IN', 'This needs a session or a bearer token.', {
        blame: 'user',
        hint: 'Sign in at /signin; scripts send `Authorization: Bearer`.',
      })
    if (changing && identity.kind === 'session' && !(site.hasOwnOrigin(request.raw) && request.headers['x-millrace'] === '1'))
      throw new AppError('CROSS_ORIGIN', 'A change with a session must come from our own page.', {
        blame: 'user',
        hint: 'Scripts use a bearer token in place of a cookie.',
      })
    if (!may(identity, action)) throw new AppError('FORBIDDEN', `A ${identity.kind} may not do this.`, { blame: 'user' })
    request.identity = identity
  }
}

function add(api: FastifyInstance, { method, path, action, params, query, body, document, status = 200, type, handle }: Route): void {
  api.route({
    method,
    url: path.replace(/\{(\w+)\}/g, ':$1'),
    config: { action },
    ...(document ? { bodyLimit: DOCUMENT_LIMIT } : {}),
    async handler(request, reply) {
      const answer = await handle({
        identity: request.identity!,
        params: params?.parse(request.params),
        query: query?.parse(request.query),
        body: body?.parse(request.body ?? {}),
        header: (name) => request.headers[name]?.toString() ?? null,
        setHeader: (name, value) => void reply.header(name, value),
      })
      if (type !== undefined) reply.type(type)
      if (!reply.hasHeader('Cache-Control')) reply.header('Cache-Control', 'no-store')
      return status === 204 ? reply.code(204).send() : reply.code(status).send(answer)
    },
  })
}

async function sendProblem(log: Logger, error: unknown, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const problem = problemOf(error, request.id)
  if (problem.status >= 500)
    log.error({ err: error, request: request.id, method: request.method, path: request.url.split('?', 1)[0] }, 'a request failed')
  if (problem.status === 401) reply.header('WWW-Authenticate', 'Bearer')
  if (problem.status === 429) reply.header('Retry-After', '1')
  return reply.code(problem.status).header('Cache-Control', 'no-store').type('application/problem+json').send(problem)
}
