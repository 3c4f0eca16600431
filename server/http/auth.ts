import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { EventEmitter } from 'node:events'
import type { IncomingMessage } from 'node:http'
import type { Clock } from '../engines/runtime-type.ts'
import type { Identity } from '../services.ts'
import type { SessionStore } from '../store/store.ts'
import type { Site } from './site.ts'

const SECOND = 1000
const HOUR = 3_600 * SECOND
/** How long a session lives without being used, and at most. */
export const IDLE = 8 * HOUR
export const LIFETIME = 7 * 24 * HOUR
/** How long a one-time token waits to be used. */
export const TOKEN_LIFETIME = HOUR
const MAX_TOKENS = 100
/** Use is written down no more often than this. */
const TOUCH = 60 * SECOND

export type AuthOptions = {
  readonly site: Site
  readonly sessions: SessionStore
  readonly clock: Clock
  /** Bearer tokens that scripts may use. */
  readonly tokens: readonly string[]
}

/** Who sends a request: sessions by cookie, scripts by bearer token. Emits `ended` with the id of a session that was signed out or rotated. */
export class Auth extends EventEmitter<{ ended: [string] }> {
  readonly #site: Site
  readonly #sessions: SessionStore
  readonly #clock: Clock
  readonly #bearers: readonly Buffer[]
  /** One-time tokens by hash, with the time until they hold. */
  readonly #oneTime = new Map<string, number>()

  constructor({ site, sessions, clock, tokens }: AuthOptions) {
    super()
    this.#site = site
    this.#sessions = sessions
    this.#clock = clock
    this.#bearers = tokens.map((token) => createHash('sha256').update(token).digest())
  }

  /** Whoever sent the request; null = nobody we know. A bearer token that is wrong is not made good by a cookie. */
  async identify({ headers }: IncomingMessage): Promise<Identity | null> {
    if (headers.authorization !== undefined) return this.#ofBearer(headers.authorization)
    const id = cookieOf(headers.cookie, this.#site.cookie)
    return id !== null && (await this.use(hashOf(id))) ? { kind: 'session', id: hashOf(id) } : null
  }

  /** Whether a session still holds; if so it was used just now. */
  async use(hash: string): Promise<boolean> {
    const now = this.#clock.now()
    const session = await this.#sessions.get(hash)
    if (session === null) return false
    if (now - session.createdAt >= LIFETIME || now - session.usedAt >= IDLE) {
      await this.end(hash)
      return false
    }
    if (now - session.usedAt >= TOUCH) await this.#sessions.touch(hash, now)
    return true
  }

  /** A token that opens one session. */
  oneTimeToken(): string {
    const token = randomId()
    this.#oneTime.set(hashOf(token), this.#clock.now() + TOKEN_LIFETIME)
    if (this.#oneTime.size > MAX_TOKENS) this.#oneTime.delete(this.#oneTime.keys().next().value!)
    return token
  }

  /** Uses up a one-time token: the Set-Cookie of a new session in place of the request's old one; null when the token is wrong, used or expired. */
  async signIn(token: string, { headers }: IncomingMessage): Promise<string | null> {
    const hash = hashOf(token)
    const until = this.#oneTime.get(hash) ?? 0
    this.#oneTime.delete(hash)
    const now = this.#clock.now()
    if (now >= until) return null
    const id = randomId()
    try {
      const old = cookieOf(headers.cookie, this.#site.cookie)
      if (old !== null) await this.end(hashOf(old))
      await this.#sessions.removeUnusedSince(now - IDLE)
      await this.#sessions.add(hashOf(id), now)
    } catch (error) {
      this.#oneTime.set(hash, until)
      throw error
    }
    return this.#cookie(id, LIFETIME / SECOND)
  }

  /** Ends a session; its sockets are told. */
  async end(hash: string): Promise<void> {
    await this.#sessions.remove(hash)
    this.emit('ended', hash)
  }

  /** The Set-Cookie that makes a browser forget its session. */
  goodbye(): string {
    return this.#cookie('', 0)
  }

  #cookie(value: string, seconds: number): string {
    return `${this.#site.cookie}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Strict${this.#site.secure ? '; Secure' : ''}`
  }

  #ofBearer(authorization: string): Identity | null {
    const token = /^Bearer ([\x21-\x7e]+)$/i.exec(authorization)?.[1]
    if (token === undefined) return null
    const hash = createHash('sha256').update(token).digest()
    let known = -1
    for (const [i, bearer] of this.#bearers.entries()) if (timingSafeEqual(bearer, hash)) known = i
    return known < 0 ? null : { kind: 'token', id: `token-${known}` }
  }
}

const randomId = (): string => randomBytes(32).toString('base64url')
const hashOf = (id: string): string => createHash('sha256').update(id).digest('hex')

/** The value of a cookie; null when there is none, or one that we never set. */
function cookieOf(header: string | undefined, name: string): string | null {
  for (const pair of (header ?? '').split(';')) {
    const [key, value] = pair.trim().split('=', 2)
    if (key === name && value !== undefined && /^[\w-]{43}$/.test(value)) return value
  }
  return null
}
