import { STATUS_CODES } from 'node:http'
import type { AppError } from '../../../server/engines/runtime-type.ts'

type Details = { readonly hint?: string; readonly headers?: Readonly<Record<string, string>>; readonly counted?: string }

/** Why a request is not taken, as its sender is told: a status, a stable code, and what to do. `counted` = the reason under which it counts as dropped. */
export class Refusal extends Error {
  readonly status: number
  readonly code: AppError['code']
  readonly details: Details

  constructor(status: number, code: AppError['code'], message: string, details: Details = {}) {
    super(message)
    this.status = status
    this.code = code
    this.details = details
  }

  /** RFC 9457. */
  body(): object {
    const { hint } = this.details
    const { status, code, message } = this
    return { type: 'about:blank', title: STATUS_CODES[status], status, code, detail: message, ...(hint === undefined ? {} : { hint }) }
  }
}
