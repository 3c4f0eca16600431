import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { AppError } from '../../../../core/error.ts'
import { diskFiles } from '../files.ts'
import { makeDir } from './folders.ts'
import { diskProblem } from './problems.ts'

const SQLITE_BUSY = 5
const SQLITE_IOERR = 10
const SQLITE_FULL = 13
/** Keeps the databases from being collected, and so closed, when nobody keeps the lock object. */
const held = new Set<DatabaseSync>()

/** The right to use a state folder, held until `release` or the death of the process, however it dies. */
export class StateLock {
  readonly #db: DatabaseSync

  private constructor(db: DatabaseSync) {
    this.#db = db
  }

  /** Takes the folder, which is created when it does not exist. Throws STATE_IN_USE at once when another process (or this one) has it. */
  static take(dir: string): StateLock {
    const path = join(dir, 'lock.db')
    let db: DatabaseSync | undefined
    try {
      makeDir(diskFiles, dir)
      db = new DatabaseSync(path, { timeout: 0 })
      // Node has no flock: an exclusive transaction is one, and the system lifts it when the process ends.
      db.exec('BEGIN EXCLUSIVE')
      held.add(db)
      return new StateLock(db)
    } catch (error) {
      db?.close()
      throw lockProblem(error, dir)
    }
  }

  release(): void {
    held.delete(this.#db)
    this.#db.close()
  }
}

/** Why a state folder could not be taken, from what SQLite or the system said. */
export function lockProblem(error: unknown, dir: string): unknown {
  const { code, errcode } = error as { code?: string; errcode?: number }
  if (code !== 'ERR_SQLITE_ERROR' || errcode === undefined) return diskProblem(error, dir)
  const kind = errcode & 0xff
  if (kind === SQLITE_FULL) return diskProblem(Object.assign(error as Error, { code: 'ENOSPC' }), dir)
  if (kind === SQLITE_IOERR) return diskProblem(Object.assign(error as Error, { code: 'EIO' }), dir)
  if (kind === SQLITE_BUSY)
    return new AppError('STATE_IN_USE', `The state folder ${dir} is in use by another run.`, {
      blame: 'user',
      hint: 'Stop the other run first, or name another folder with --state.',
      cause: error,
    })
  return new AppError('STATE_NOT_WRITABLE', `The state folder ${dir} cannot be locked: ${(error as Error).message}.`, {
    blame: 'user',
    hint: 'Give this user the right to write there, or name another folder with --state.',
    cause: error,
  })
}
