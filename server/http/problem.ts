import { z } from 'zod'
import { AppError, type ErrorCode, errorCodes } from '../../core/error.ts'
import type { Issue } from '../../core/issue.ts'
import type { Problem } from '../../core/protocol.ts'

/** Statuses of codes; the others follow from whose doing a failure is. */
const statuses: { readonly [K in ErrorCode]?: number } = {
  BAD_REQUEST: 400,
  BODY_TOO_LARGE: 413,
  CROSS_ORIGIN: 403,
  DRAFT_CHANGED: 412,
  FORBIDDEN: 403,
  NAME_TAKEN: 409,
  NOT_DEPLOYED: 409,
  NOT_FOUND: 404,
  NOT_SIGNED_IN: 401,
  NO_SPACE: 507,
  NO_PIPELINE: 404,
  NO_VERSION: 404,
  SECRET_IN_USE: 409,
  STATE_IN_USE: 409,
  STOPPING: 503,
  STORE_BUSY: 503,
  TOO_MANY_REQUESTS: 429,
  UNSUPPORTED_MEDIA_TYPE: 415,
  WRONG_HOST: 421,
}
const byBlame = { user: 422, outside: 502, us: 500 } as const

/** What a client is told of a failure: no stack and nothing of ours that is none of its business. `request` finds it in the log. */
export function problemOf(error: unknown, request: string): Problem {
  const known = asAppError(error)
  const { code, blame, message, hint } = known
  const issues = 'issues' in known ? (known.issues as readonly Issue[]) : undefined
  return {
    type: `urn:millrace:${code}`,
    title: errorCodes[code].en,
    status: statuses[code] ?? byBlame[blame],
    code,
    ...(code === 'INTERNAL' ? {} : { detail: message }),
    ...(hint === undefined ? {} : { hint }),
    ...(issues === undefined ? {} : { issues }),
    request,
  }
}

/** Any failure as one with a code: what is none of ours yet is a mistake of the request, or a defect. */
function asAppError(error: unknown): AppError {
  if (error instanceof AppError) return error
  if (error instanceof z.ZodError) return new AppError('BAD_REQUEST', sentence(error), { blame: 'user' })
  const { code, statusCode = 500, message } = error as { code?: string; statusCode?: number; message?: string }
  if (typeof code === 'string' && code.startsWith('FST_') && statusCode < 500) {
    const ours = ({ 413: 'BODY_TOO_LARGE', 415: 'UNSUPPORTED_MEDIA_TYPE' } as const)[statusCode as 413] ?? 'BAD_REQUEST'
    return new AppError(ours, message ?? '', { blame: 'user' })
  }
  return new AppError('INTERNAL', 'a defect', {
    blame: 'us',
    hint: 'Look for the request in the log of the server and report it.',
    cause: error,
  })
}

function sentence({ issues }: z.ZodError): string {
  const some = issues.slice(0, 5).map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`))
  return `${some.join('; ')}${issues.length > 5 ? ` and ${issues.length - 5} more` : ''}.`
}
