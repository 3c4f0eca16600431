import dns from 'node:dns'
import http from 'node:http'
import https from 'node:https'
import net, { isIP, type LookupFunction, type Socket } from 'node:net'
import os from 'node:os'
import { AppError } from '../../core/error.ts'
import { addressKind } from './address.ts'
import { type Allowed, isAllowed } from './allowed.ts'

/** Whom Millrace may call on behalf of a pipeline's author. */
export type EgressPolicy = {
  /** Whether only this machine can reach Millrace; then private addresses and this machine may be called, else only the internet and what is `allowed`. */
  readonly loopback: boolean
  readonly allowed: readonly Allowed[]
  /** The port on which Millrace itself listens, which is never called; null = not listening. */
  port(): number | null
  /** How names become addresses; the machine's resolver if left out. */
  readonly lookup?: typeof dns.lookup
}

/** Of a run on its author's own machine. */
export const ownMachine: EgressPolicy = { loopback: true, allowed: [], port: () => null }

export type HttpRequest = {
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly signal: AbortSignal
}
/** The head of an answer; bodies are not read. A redirect is an answer like any other: nobody follows it. */
export type HttpAnswer = { readonly status: number; readonly retryAfter: string | null }

/**
 * The one way out for HTTP. Throws AppError ADDRESS_NOT_ALLOWED where the policy forbids the address, which is looked at once it is resolved, and
 * again when the connection stands, before the first byte; and the system's error where there is no answer.
 */
export async function send({ method, url, headers, body, signal }: HttpRequest, policy: EgressPolicy): Promise<HttpAnswer> {
  const target = checkedUrl(url, policy)
  const { request } = target.protocol === 'https:' ? https : http
  return new Promise((resolve, reject) => {
    const sent = request(target, { method, headers, signal, agent: false, lookup: guardedLookup(portOf(target), policy) }, (response) => {
      const retryAfter = response.headers['retry-after'] ?? null
      response.destroy()
      resolve({ status: response.statusCode!, retryAfter })
    })
    sent.on('socket', (socket) => guardSocket(socket, hostOf(target), policy))
    sent.on('error', reject)
    sent.end(body)
  })
}

/**
 * The one way out for TCP. The socket ends with AppError ADDRESS_NOT_ALLOWED where the policy forbids the address, which is looked at once it is resolved,
 * and again when the connection stands, before the first byte.
 */
export function connect(host: string, port: number, policy: EgressPolicy): Socket {
  const reason = isIP(host) === 0 ? null : refusal(host, host, port, policy)
  if (reason !== null) return new net.Socket().destroy(notAllowed(`${host}:${port}`, reason))
  const socket = net.connect({ host, port, lookup: guardedLookup(port, policy) })
  guardSocket(socket, host, policy)
  return socket
}

/** Ends a socket to `host` with an error as soon as it is connected to an address that the policy forbids, before anything was written. */
export function guardSocket(socket: Socket, host: string, policy: EgressPolicy): void {
  socket.prependOnceListener('connect', () => {
    const { remoteAddress = '', remotePort = 0 } = socket
    const reason = refusal(host, remoteAddress, remotePort, policy)
    if (reason !== null) socket.destroy(notAllowed(remoteAddress, reason))
  })
}

/** Reads an address of the web; throws AppError ADDRESS_NOT_ALLOWED where it can be told from the text alone that nobody may call it. */
export function checkedUrl(text: string, policy: EgressPolicy): URL {
  const url = URL.parse(text)
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:'))
    throw notAllowed(text, { reason: 'it is no http or https address', hint: PLAIN })
  if (url.username !== '' || url.password !== '') throw notAllowed(url.host, { reason: 'it holds a user name or password', hint: PLAIN })
  const host = hostOf(url)
  const reason = isIP(host) === 0 ? null : refusal(host, host, portOf(url), policy)
  if (reason !== null) throw notAllowed(url.host, reason)
  return url
}

function guardedLookup(port: number, policy: EgressPolicy): LookupFunction {
  return (hostname, options, callback) => {
    ;(policy.lookup ?? dns.lookup)(hostname, { ...options, all: true }, (error, found) => {
      if (error !== null) return callback(error, '')
      for (const { address } of found) {
        const reason = refusal(hostname, address, port, policy)
        if (reason !== null) return callback(notAllowed(`${hostname} (${address})`, reason), '')
      }
      if (options.all === true) callback(null, found)
      else callback(null, found[0].address, found[0].family)
    })
  }
}

const portOf = ({ port, protocol }: URL): number => (port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port))

const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '')

type Refusal = { readonly reason: string; readonly hint: string }
const PLAIN = 'use an http or https address of another service, without a password in it'
const OTHER = 'use the address of another service'

/** Why an address to which `host` led may not be called; null = it may. */
function refusal(host: string, address: string, port: number, policy: EgressPolicy): Refusal | null {
  const kind = addressKind(address)
  if (kind === 'refused') return { reason: 'link-local, metadata and reserved addresses are never called', hint: OTHER }
  if (port === policy.port() && (kind === 'loopback' || isOwn(address))) return { reason: 'it is Millrace itself', hint: OTHER }
  if (kind === 'public' || policy.loopback || isAllowed(policy.allowed, host, address, port)) return null
  return {
    reason: 'Millrace can be reached from other machines, so of its own network it calls only what is allowed',
    hint: `whoever runs the server may allow it with MILLRACE_EGRESS=${host.includes(':') ? `[${host}]` : host}:${port}`,
  }
}

function isOwn(address: string): boolean {
  const plain = address.replace(/^::ffff:/, '')
  return Object.values(os.networkInterfaces()).some((all) => all?.some((own) => own.address === plain))
}

const notAllowed = (what: string, { reason, hint }: Refusal): AppError =>
  new AppError('ADDRESS_NOT_ALLOWED', `${what} is not called: ${reason}`, { blame: 'user', hint })
