import type { IncomingMessage } from 'node:http'
import { AppError } from '../../core/error.ts'
import { type Env, isLoopback } from '../env.ts'

/** Where browsers think they are, and what may be believed of a request before anybody asks who sent it. */
export class Site {
  readonly #public: URL | null
  /** Whether browsers come over TLS. */
  readonly secure: boolean
  readonly cookie: string

  /** `port` = the one that is listened on. */
  constructor({ publicUrl }: Pick<Env, 'publicUrl'>, port: number) {
    this.#public = publicUrl
    this.secure = publicUrl?.protocol === 'https:'
    // cookies ignore ports, so two servers on one machine need two names
    this.cookie = this.secure ? '__Host-millrace' : `millrace_${port}`
  }

  /** What is wrong with a request whoever sends it: its target, its host, its encoding; null = nothing. */
  refusal({ url = '', headers, headersDistinct }: IncomingMessage): AppError | null {
    if (!url.startsWith('/') || url.startsWith('//')) return bad('BAD_REQUEST', 'The target of a request is a path, not an address.')
    if (headersDistinct.host?.length !== 1 || !this.#isOurs(headers.host))
      return bad(
        'WRONG_HOST',
        `This server is not ${headers.host ?? 'without a name'}.`,
        'Use the address that the server printed when it started.',
      )
    if ((headers['content-encoding'] ?? 'identity') !== 'identity')
      return bad('UNSUPPORTED_MEDIA_TYPE', 'Compressed bodies are not read.', 'Send the body as it is.')
    return null
  }

  /** Whether the Origin of a request is ours; browsers send one with whatever changes something, and with web sockets. */
  hasOwnOrigin({ headers: { origin, host } }: IncomingMessage): boolean {
    return origin !== undefined && origin === `${this.secure && !isLoopbackHost(host) ? 'https' : 'http'}://${host}`
  }

  /** Whether our own page asks: by Origin, or, where browsers send none, by Sec-Fetch-Site. */
  isOwnPage(request: IncomingMessage): boolean {
    return request.headers.origin === undefined ? request.headers['sec-fetch-site'] === 'same-origin' : this.hasOwnOrigin(request)
  }

  /** Any port of a loopback name is ours, for forwarded ports: no other machine's name can be made to mean it. */
  #isOurs(host: string | undefined): boolean {
    return host !== undefined && (isLoopbackHost(host) || host.toLowerCase() === this.#public?.host)
  }
}

const isLoopbackHost = (host = ''): boolean => isLoopback(host.replace(/:\d{1,5}$/, ''))

function bad(code: 'BAD_REQUEST' | 'UNSUPPORTED_MEDIA_TYPE' | 'WRONG_HOST', message: string, hint?: string): AppError {
  return new AppError(code, message, { blame: 'user', ...(hint === undefined ? {} : { hint }) })
}
