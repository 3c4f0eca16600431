import fs from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { AppError } from '../core/error.ts'
import { StateLock } from './engines/embedded/journal/lock.ts'

const announcement = z.object({ url: z.string(), token: z.string(), pid: z.number() })
/** What a running server says of itself to commands on the same machine. */
export type Announcement = z.output<typeof announcement>

const fileOf = (dir: string): string => path.join(dir, 'server.json')

/** The folder of everything that a server keeps, held by one server at a time. */
export class Home {
  readonly #dir: string
  readonly #lock: StateLock

  private constructor(dir: string, lock: StateLock) {
    this.#dir = dir
    this.#lock = lock
  }

  /** Takes the folder, made where it is missing, its owner's only. Throws HOME_IN_USE when another server has it. */
  static take(dir: string): Home {
    try {
      const lock = StateLock.take(dir)
      fs.chmodSync(dir, 0o700)
      return new Home(dir, lock)
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'STATE_IN_USE') throw error
      const other = readAnnouncement(dir)
      throw new AppError(
        'HOME_IN_USE',
        `Millrace already runs on ${dir}${other === null ? '' : `, at ${other.url} (process ${other.pid})`}.`,
        {
          blame: 'user',
          hint: 'Use that one (`npx millrace url` prints a way in), stop it first, or name another folder: MILLRACE_HOME=…',
          cause: error,
        },
      )
    }
  }

  /** Tells commands on this machine where the server is; readable by its owner only. */
  announce(said: Announcement): void {
    const file = fileOf(this.#dir)
    fs.rmSync(file, { force: true })
    fs.writeFileSync(file, `${JSON.stringify(said)}\n`, { mode: 0o600, flag: 'wx' })
  }

  release(): void {
    fs.rmSync(fileOf(this.#dir), { force: true })
    this.#lock.release()
  }
}

/** What the server on this folder said of itself; null when none runs, or none ended in order. */
export function readAnnouncement(dir: string): Announcement | null {
  try {
    return announcement.parse(JSON.parse(fs.readFileSync(fileOf(dir), 'utf8')))
  } catch {
    return null
  }
}
