import { AppError, type Files } from '../../../server/engines/runtime-type.ts'

/** There is something where the sink is to begin. */
export const fileExists = (at: string, what: string): AppError =>
  new AppError('FILE_EXISTS', `${at} ${what}`, {
    blame: 'user',
    hint: 'set `exists: append` or `exists: replace`, choose another path, or name the --state folder of the run that wrote it',
  })

/** What was written and committed earlier is no longer there. */
export const outputLost = (at: string, committed: number, found: string): AppError =>
  new AppError('OUTPUT_LOST', `${at} ${found}, but the saved state says that ${committed} bytes were written to it`, {
    blame: 'user',
    hint: 'put the file back, or begin anew with another --state folder',
  })

const REFUSED = new Set(['EACCES', 'EPERM', 'EROFS', 'EISDIR', 'ENOTDIR', 'ENAMETOOLONG'])

/** Runs `work`; a system error that only people can mend becomes FILE_NOT_WRITABLE. */
export function writable<T>(at: string, work: () => T): T {
  try {
    return work()
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException
    if (code === undefined || !REFUSED.has(code)) throw cause
    throw new AppError('FILE_NOT_WRITABLE', `${at} cannot be written: ${message}`, {
      blame: 'outside',
      hint: 'check that it names a file, not a folder, and that this user may write there',
      cause,
    })
  }
}

/** Throws FILE_EXISTS when there is a file with something in it. */
export function refuseFilled(files: Files, at: string): void {
  if (!files.exists(at)) return
  const file = writable(at, () => files.open(at, 'r'))
  const size = files.size(file)
  files.close(file)
  if (size > 0) throw fileExists(at, `is not empty (${size} bytes)`)
}
