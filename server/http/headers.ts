import type { ServerResponse } from 'node:http'

/** The content security policy: nothing but our own, scripts only with the nonce of this answer. */
export function contentPolicy(nonce: string, { dev }: { dev: boolean }): string {
  // React writes style attributes, and its development build evaluates and opens a socket of its own
  const script = `'nonce-${nonce}' 'strict-dynamic'${dev ? " 'unsafe-eval'" : ''}`
  return [
    "default-src 'self'",
    `script-src ${script}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
}

/** The policy of answers that load nothing. */
export const nothingAllowed = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'"

/** Headers of every answer, whoever writes it. */
export function secure(response: ServerResponse, policy: string, tls: boolean): void {
  response.setHeader('Content-Security-Policy', policy)
  response.setHeader('Cross-Origin-Opener-Policy', 'same-origin')
  response.setHeader('Cross-Origin-Resource-Policy', 'same-origin')
  response.setHeader('Permissions-Policy', 'camera=(), geolocation=(), microphone=(), payment=(), usb=()')
  response.setHeader('Referrer-Policy', 'no-referrer')
  response.setHeader('X-Content-Type-Options', 'nosniff')
  response.setHeader('X-Frame-Options', 'DENY')
  if (tls) response.setHeader('Strict-Transport-Security', 'max-age=31536000')
}
