import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { AppError } from '../../../../core/error.ts'
import { diskFiles } from '../files.ts'
import { makeDir } from './folders.ts'
import { diskProblem } from './problems.ts'

const SQLITE_BUSY = 5
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
      if ((error as { errcode?: number }).errcode === SQLITE_BUSY)
        throw new AppError('STATE_IN_USE', `The state folder ${dir} is in use by another run.`, {
          blame: 'user',
          hint: 'Stop the other run first, or name another folder with --state.',
          cause: error,
        })
      if ((error as { code?: string }).code === 'ERR_SQLITE_ERROR')
        throw new AppError('STATE_NOT_WRITABLE', `The state folder ${dir} cannot be locked: ${(error as Error).message}.`, {
          blame: 'user',
          hint: 'Give this user the right to write there, or name another folder with --state.',
          cause: error,
        })
      throw diskProblem(error, dir)
    }
  }

  release(): void {
    held.delete(this.#db)
    this.#db.close()
  }
}
