import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { AppError } from '../../core/error.ts'
import type { ApiOptions } from './api.ts'
import { problemOf } from './problem.ts'
import { RateLimit } from './rate.ts'
import { enteringPage, lookOf, type SignInProblem, signInPage, signInPolicy } from './sign-in-page.ts'

/** The pages for those who have no session yet. They are plain HTML, because the rest of the pages wants one. */
export async function signInRoutes(api: FastifyInstance, { auth, site, clock, addressOf }: ApiOptions): Promise<void> {
  const attempts = new RateLimit({ perSecond: 1 / 6, burst: 10 }, clock)
  const config = { action: 'anyone' } as const
  api.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string', bodyLimit: 4096 }, (_request, text, done) =>
    done(null, { token: new URLSearchParams(text as string).get('token') ?? '' }),
  )

  const show = (
    request: FastifyRequest,
    reply: FastifyReply,
    status: number,
    problem: SignInProblem | null,
    inside = false,
  ): FastifyReply => html(reply.code(status), signInPage(lookOf(request.headers), problem, inside))

  const enter = async (request: FastifyRequest, reply: FastifyReply, token: string): Promise<FastifyReply> => {
    if (!attempts.take(addressOf(request.raw))) return show(request, reply, 429, 'often')
    let cookie: string | null
    try {
      cookie = await auth.signIn(token, request.raw)
    } catch (error) {
      request.log.error(error, 'nobody can sign in')
      const { status, code } = problemOf(error, request.id)
      return show(request, reply, status, code === 'NO_SPACE' ? 'full' : 'failed')
    }
    if (cookie === null) return show(request, reply, 401, 'refused', (await auth.identify(request.raw)) !== null)
    reply.header('Set-Cookie', cookie)
    if (request.headers['sec-fetch-site'] === 'cross-site') return html(reply, enteringPage(lookOf(request.headers)))
    return reply.code(303).header('Cache-Control', 'no-store').header('Location', '/').send()
  }

  api.get('/signin', { config }, async (request, reply) =>
    (await auth.identify(request.raw)) === null ? show(request, reply, 200, null) : reply.code(303).header('Location', '/').send(),
  )
  api.get<{ Querystring: { token?: string | string[] } }>('/enter', { config }, async (request, reply) => {
    const { token } = request.query
    return typeof token === 'string' ? enter(request, reply, token) : reply.code(303).header('Location', '/signin').send()
  })
  api.post<{ Body: { token: string } | undefined }>('/enter', { config }, async (request, reply) => {
    if (!site.hasOwnOrigin(request.raw)) throw new AppError('CROSS_ORIGIN', 'Tokens are taken from our own page only.', { blame: 'user' })
    return enter(request, reply, pasted(request.body?.token ?? ''))
  })
}

/** People paste the whole address too. */
const pasted = (text: string): string => /[?&]token=([\w-]+)/.exec(text)?.[1] ?? text.trim()

function html(reply: FastifyReply, text: string): FastifyReply {
  return reply
    .header('Content-Security-Policy', signInPolicy)
    .header('Referrer-Policy', 'same-origin') // without a referrer a form would send the Origin `null`
    .header('Cache-Control', 'no-store')
    .type('text/html; charset=utf-8')
    .send(text)
}
