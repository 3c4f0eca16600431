import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { z } from 'zod'
import { AppError } from '../../../core/error.ts'
import type node from './node.ts'
import { Refusal } from './refusal.ts'

type SignIn = z.output<(typeof node)['config']>['signIn']

/** Checks what the settings could not while they named a secret. Throws SETTING. */
export function checkValue({ kind, value = '' }: SignIn, node: string): void {
  if (kind !== 'basic' || value.includes(':')) return
  throw new AppError('SETTING', `\`${node}\`: the secret in \`signIn.value\` is no name and password.`, {
    blame: 'user',
    hint: 'Set it anew as NAME:PASSWORD, and start again.',
  })
}

/** Checks what a request shows before its body is read; a signature needs the body. Throws Refusal 401. */
export function checkHeaders({ kind, value = '' }: SignIn, { authorization = '' }: IncomingHttpHeaders): void {
  if (kind !== 'basic' && kind !== 'bearer') return
  const wanted = kind === 'basic' ? Buffer.from(value).toString('base64') : value
  const [scheme, given = ''] = authorization.split(/ +/, 2)
  if (scheme.toLowerCase() === kind && same(given, wanted)) return
  throw refused(kind === 'basic' ? 'a name and a password' : 'a bearer token', {
    'WWW-Authenticate': kind === 'basic' ? 'Basic realm="millrace"' : 'Bearer',
  })
}

/** Checks the signature of a body. Throws Refusal 401. */
export function checkSignature({ kind, value = '', header }: SignIn, headers: IncomingHttpHeaders, body: Buffer): void {
  if (kind !== 'hmac') return
  const given = String(headers[header.toLowerCase()] ?? '').replace(/^sha256=/, '')
  if (!same(given.toLowerCase(), createHmac('sha256', value).update(body).digest('hex'))) throw refused(`a valid signature in ${header}`)
}

const refused = (what: string, headers: Record<string, string> = {}): Refusal =>
  new Refusal(401, 'NOT_SIGNED_IN', `the request does not carry ${what}`, { headers, counted: 'unauthorized' })

/** Compares without telling by the time it takes how much is right. */
function same(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(a), digest(b))
}
