import fs from 'node:fs'
import path from 'node:path'
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3'
import type { SqlDriverAdapter } from '@prisma/driver-adapter-utils'
import { AppError } from '../../core/error.ts'
import { PrismaClient } from '../../prisma/generated/client.ts'

/**
 * The one connection to the database. All work goes through `run`, one piece after the other: Prisma's adapter would let a statement of one
 * caller slip into the open transaction of another and be rolled back with it.
 */
export class Door {
  readonly client: PrismaClient
  /** For SQL that Prisma cannot say: migrate.ts and blocks.ts alone. */
  readonly connection: SqlDriverAdapter
  readonly #file: string
  #last: Promise<unknown> = Promise.resolve()

  constructor(file: string, connection: SqlDriverAdapter) {
    this.#file = file
    this.connection = connection
    this.client = new PrismaClient({
      adapter: { provider: 'sqlite', adapterName: connection.adapterName, connect: async () => connection },
    })
  }

  /** Does a piece of work when all before it are done; it must not call `run` itself. Failures of the database become AppErrors. */
  run<T>(work: (client: PrismaClient) => Promise<T>): Promise<T> {
    const result = this.#last
      .then(() => work(this.client))
      .catch((error) => {
        throw storeError(error, this.#file)
      })
    this.#last = result.catch(() => undefined)
    return result
  }

  /** Closes the connection after all work that was given before. */
  async close(): Promise<void> {
    await this.run((client) => client.$disconnect())
  }
}

/** Opens the database file, which is made where it is missing, for its owner alone. `busyMs` = how long a statement waits for another process. */
export async function openDoor(file: string, busyMs: number): Promise<Door> {
  try {
    fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
    fs.closeSync(fs.openSync(file, 'a', 0o600))
    fs.chmodSync(file, 0o600)
    const factory = new PrismaBetterSqlite3({ url: file, timeout: busyMs }, { timestampFormat: 'unixepoch-ms' })
    const connection = await factory.connect()
    await connection.executeScript('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON')
    return new Door(file, connection)
  } catch (error) {
    throw storeError(error, file)
  }
}

/** Ends a transaction that failed, if it is still there: SQLite rolls back by itself where the disk is full. */
export async function rollBack(connection: SqlDriverAdapter): Promise<void> {
  try {
    await connection.executeScript('ROLLBACK')
  } catch (error) {
    if (!/no transaction is active/.test(String((error as { message?: unknown }).message))) throw error
  }
}

type Driver = { readonly originalCode?: unknown; readonly originalMessage?: unknown }

/** What SQLite said behind an error of Prisma or of its adapter. */
function driverError(error: unknown): Driver | undefined {
  const { meta, cause } = error as { meta?: { driverAdapterError?: { cause?: unknown } }; cause?: unknown }
  return (meta?.driverAdapterError?.cause ?? cause) as Driver | undefined
}

/** SQLite's code behind an error, or that of the operating system; null where there is none. */
export function sqliteCode(error: unknown): string | null {
  const code = driverError(error)?.originalCode ?? (error as { code?: unknown }).code
  return typeof code === 'string' ? code : null
}

/** Any failure of the database as an AppError: what happened to which file, and what to do. */
export function storeError(error: unknown, file: string): AppError {
  if (error instanceof AppError) return error
  const code = sqliteCode(error) ?? ''
  const message = String(driverError(error)?.originalMessage ?? (error instanceof Error ? error.message.trim().split('\n').at(-1) : error))
  const is = (...names: string[]) => names.some((name) => code.startsWith(name))
  if (is('SQLITE_BUSY', 'SQLITE_LOCKED'))
    return new AppError('STORE_BUSY', `another program holds a lock on ${file}`, {
      blame: 'outside',
      retry: 'backoff',
      hint: 'close the program that has the database open',
      cause: error,
    })
  if (is('SQLITE_FULL', 'ENOSPC'))
    return new AppError('NO_SPACE', `no space is left for ${file}`, {
      blame: 'outside',
      retry: 'backoff',
      hint: 'free space on the disk',
      cause: error,
    })
  if (is('SQLITE_CORRUPT', 'SQLITE_NOTADB'))
    return new AppError('STORE_CORRUPT', `${file} is damaged or no database: ${message}`, {
      blame: 'outside',
      hint: 'move it away and put a backup in its place, or start with a new database',
      cause: error,
    })
  if (is('SQLITE_CANTOPEN', 'SQLITE_READONLY', 'EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EISDIR'))
    return new AppError('STATE_NOT_WRITABLE', `${file} cannot be opened for writing: ${message}`, {
      blame: 'outside',
      hint: 'set MILLRACE_HOME to a folder that can be written, or repair the rights of this one',
      cause: error,
    })
  if (is('SQLITE_IOERR'))
    return new AppError('DISK_FAILED', `the disk failed under ${file}: ${message}`, { blame: 'outside', cause: error })
  return new AppError('STORE_FAILED', `${file} refused a statement: ${message}`, { blame: 'us', cause: error })
}
