import type { Issue } from '../../core/issue.ts'
import type { Problem } from '../../core/protocol.ts'

/** A request that failed, with the stable code of the problem; `NETWORK` = nothing answered. */
export class ApiError extends Error {
  readonly status: number
  readonly code: string
  readonly hint: string | undefined
  readonly issues: readonly Issue[]
  /** The server's log has the request by this id. */
  readonly request: string | undefined

  constructor(problem: Pick<Problem, 'title' | 'status' | 'code' | 'detail' | 'hint' | 'issues' | 'request'>) {
    super(problem.detail ?? problem.title)
    this.name = 'ApiError'
    this.status = problem.status
    this.code = problem.code
    this.hint = problem.hint
    this.issues = problem.issues ?? []
    this.request = problem.request
  }
}
