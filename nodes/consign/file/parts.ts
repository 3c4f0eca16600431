import path from 'node:path'
import type { Files } from '../../../server/engines/runtime-type.ts'

/** The names of the numbered files of one path; part 0 is the path itself, without a roll. */
export class Parts {
  readonly folder: string
  readonly #path: string
  readonly #base: string
  readonly #extension: string

  constructor(at: string) {
    this.#path = at
    this.folder = path.dirname(at)
    this.#extension = path.extname(at)
    this.#base = path.basename(at, this.#extension)
  }

  /** Where a complete part stands. */
  final(part: number): string {
    return part === 0 ? this.#path : path.join(this.folder, this.#name(part))
  }

  /** Where a part stands while it is written. */
  open(part: number): string {
    return part === 0 ? this.#path : path.join(this.folder, `.${this.#name(part)}.open`)
  }

  /** Every file of the series that is there, complete or not, with its number. */
  existing(files: Files): { part: number; at: string }[] {
    return files.list(this.folder).flatMap((name) => {
      const digits = name.slice(name.startsWith('.') ? this.#base.length + 2 : this.#base.length + 1).match(/^\d{6,}/)?.[0]
      const part = Number(digits)
      if (digits === undefined || (name !== this.#name(part) && name !== `.${this.#name(part)}.open`)) return []
      return [{ part, at: path.join(this.folder, name) }]
    })
  }

  #name(part: number): string {
    return `${this.#base}-${String(part).padStart(6, '0')}${this.#extension}`
  }
}

/** Makes a folder and its parents, so that they survive a loss of power: also those that a start made that died before it synced them. */
export function makeFolder(files: Files, folder: string): void {
  files.mkdir(folder)
  for (let at = folder; at !== path.dirname(at); at = path.dirname(at)) {
    try {
      files.syncDir(path.dirname(at))
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code !== 'EACCES' && code !== 'EPERM') throw error // what may not be opened was not made here
    }
  }
}
