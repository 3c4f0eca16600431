/** Whose doing a failure is: the author's or operator's, an outside system's, or ours. */
export type Blame = 'user' | 'outside' | 'us'

/** A failure, thrown: a stable code, a message that says what happened and where, and a hint that says what to do next. */
export class AppError extends Error {
  readonly code: string
  readonly blame: Blame
  /** Whether the same call may succeed later without anybody doing anything. */
  readonly retry: 'never' | 'backoff'
  readonly hint: string | undefined

  constructor(code: string, message: string, options: { blame: Blame; retry?: 'never' | 'backoff'; hint?: string; cause?: unknown }) {
    super(message, { cause: options.cause })
    this.name = 'AppError'
    this.code = code
    this.blame = options.blame
    this.retry = options.retry ?? 'never'
    this.hint = options.hint
  }
}
