/** The failures of the durable half, in one place so that they read alike. */
import { AppError } from '../../../../core/error.ts'

/** A write that failed, as an AppError that says where. What is no error of the system (a bug, a planned crash of a test) stays what it is. */
export function diskProblem(error: unknown, path: string): unknown {
  if (error instanceof AppError || !(error instanceof Error)) return error
  const code = (error as NodeJS.ErrnoException).code
  if (typeof code !== 'string' || !/^E[A-Z0-9]+$/.test(code)) return error
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG')
    return new AppError('NO_SPACE', `No space left to write ${path} (${code}).`, {
      blame: 'outside',
      retry: 'backoff',
      hint: 'Free space on that disk and start again: nothing that was committed is lost.',
      cause: error,
    })
  if (['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EISDIR', 'ENOENT'].includes(code))
    return new AppError('STATE_NOT_WRITABLE', `${path} cannot be written (${code}).`, {
      blame: 'user',
      hint: 'Give this user the right to write there, or name another state folder.',
      cause: error,
    })
  return new AppError('DISK_FAILED', `The disk failed at ${path}: ${error.message}.`, {
    blame: 'outside',
    retry: 'backoff',
    hint: 'Check the disk. The next start recovers everything that was committed.',
    cause: error,
  })
}

/** A log whose bytes before its tail are not what was written. */
export function corrupt(path: string, byte: number, what: string): AppError {
  return new AppError('JOURNAL_CORRUPT', `${path} is damaged at byte ${byte}: ${what}.`, {
    blame: 'outside',
    hint: 'Nothing was changed. Restore the state folder from a backup, or start anew with another state folder and reset the sinks.',
  })
}

/** What every call on a log gets after one of its writes failed. */
export function poisoned(path: string, cause: unknown): AppError {
  return new AppError('JOURNAL_POISONED', `An earlier write to ${path} failed, so nothing more is written to it.`, {
    blame: 'outside',
    retry: 'backoff',
    hint: 'Start again: recovery goes on in a new file.',
    cause,
  })
}
