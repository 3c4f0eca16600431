import dns from 'node:dns'
import http from 'node:http'
import https from 'node:https'
import { isIP, type LookupFunction, type Socket } from 'node:net'
import os from 'node:os'
import { AppError } from '../../core/error.ts'
import { addressKind } from './address.ts'

/** Whom the server may call on behalf of a pipeline's author. */
export type EgressPolicy = {
  /** Whether only this machine can reach Millrace; then private addresses and this machine may be called, else only the internet. */
  readonly loopback: boolean
  /** The port on which Millrace itself listens, which is never called; null = not listening. */
  port(): number | null
  /** How names become addresses; the machine's resolver if left out. */
  readonly lookup?: typeof dns.lookup
}

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
    const sent = request(target, { method, headers, signal, agent: false, lookup: guardedLookup(target, policy) }, (response) => {
      const retryAfter = response.headers['retry-after'] ?? null
      response.destroy()
      resolve({ status: response.statusCode!, retryAfter })
    })
    sent.on('socket', (socket) => guardSocket(socket, policy))
    sent.on('error', reject)
    sent.end(body)
  })
}

/** Ends a socket with an error as soon as it is connected to an address that the policy forbids, before anything was written. */
export function guardSocket(socket: Socket, policy: EgressPolicy): void {
  socket.prependOnceListener('connect', () => {
    const { remoteAddress = '', remotePort = 0 } = socket
    const reason = refusal(remoteAddress, remotePort, policy)
    if (reason !== null) socket.destroy(notAllowed(remoteAddress, reason))
  })
}

/** Reads an address of the web; throws AppError ADDRESS_NOT_ALLOWED where it can be told from the text alone that nobody may call it. */
export function checkedUrl(text: string, policy: EgressPolicy): URL {
  const url = URL.parse(text)
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) throw notAllowed(text, 'it is no http or https address')
  if (url.username !== '' || url.password !== '') throw notAllowed(url.host, 'it holds a user name or password')
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const reason = isIP(host) === 0 ? null : refusal(host, portOf(url), policy)
  if (reason !== null) throw notAllowed(url.host, reason)
  return url
}

function guardedLookup(url: URL, policy: EgressPolicy): LookupFunction {
  return (hostname, options, callback) => {
    ;(policy.lookup ?? dns.lookup)(hostname, { ...options, all: true }, (error, found) => {
      if (error !== null) return callback(error, '')
      for (const { address } of found) {
        const reason = refusal(address, portOf(url), policy)
        if (reason !== null) return callback(notAllowed(`${hostname} (${address})`, reason), '')
      }
      if (options.all === true) callback(null, found)
      else callback(null, found[0].address, found[0].family)
    })
  }
}

const portOf = ({ port, protocol }: URL): number => (port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port))

/** Why an address may not be called; null = it may. */
function refusal(address: string, port: number, policy: EgressPolicy): string | null {
  const kind = addressKind(address)
  if (kind === 'refused') return 'link-local, metadata and reserved addresses are never called'
  if (port === policy.port() && (kind === 'loopback' || isOwn(address))) return 'it is Millrace itself'
  if (kind !== 'public' && !policy.loopback) return 'Millrace can be reached from other machines, so it calls none of its own network'
  return null
}

function isOwn(address: string): boolean {
  const plain = address.replace(/^::ffff:/, '')
  return Object.values(os.networkInterfaces()).some((all) => all?.some((own) => own.address === plain))
}

const notAllowed = (what: string, reason: string): AppError =>
  new AppError('ADDRESS_NOT_ALLOWED', `${what} is not called: ${reason}`, {
    blame: 'user',
    hint: 'use an http or https address of another service, without a password in it',
  })
