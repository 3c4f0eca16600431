import fs from 'node:fs'
import path from 'node:path'
import { AppError } from '../../../server/engines/runtime-type.ts'

/** Where files are looked for: names in a listing are relative to `base`. `what` says how the path in the settings was read. */
export type Place = { readonly base: string; readonly what: 'file' | 'folder' | 'pattern'; readonly pattern: string }

const MAGIC = /[*?[\]{}]/

/** Reads a path of the settings: an existing file or folder, else a pattern. `resolve` makes a path absolute and checks that it may be touched. Throws AppError FILE_NOT_FOUND. */
export function placeOf(text: string, resolve: (path: string) => string): Place {
  const at = resolve(text)
  const stat = fs.statSync(at, { throwIfNoEntry: false })
  if (stat?.isDirectory()) return { base: at, what: 'folder', pattern: '*' }
  if (stat?.isFile()) return { base: path.dirname(at), what: 'file', pattern: path.basename(at) }
  if (stat !== undefined) throw notFound(`${at} is neither a file nor a folder`, 'name a file, a folder or a pattern')
  const parts = text.split('/')
  const first = parts.findIndex((part) => MAGIC.test(part))
  const folder = first < 0 ? text : parts.slice(0, first).join('/') || (text.startsWith('/') ? '/' : '.')
  const base = resolve(folder)
  if (first < 0 || !fs.existsSync(base)) {
    throw notFound(`there is no file or folder ${base}`, 'check the path; it is relative to the folder in which the run was started')
  }
  return { base, what: 'pattern', pattern: parts.slice(first).join('/') }
}

const notFound = (message: string, hint: string) => new AppError('FILE_NOT_FOUND', message, { blame: 'user', hint })

/** The names of the files there, in name order; names with a part that begins with a dot are left out. */
export function list({ base, what, pattern }: Place): string[] {
  if (!fs.existsSync(base)) return []
  const names = what === 'file' ? [pattern] : what === 'folder' ? fs.readdirSync(base) : fs.globSync(pattern, { cwd: base })
  return names
    .filter((name) => what === 'file' || !name.split('/').some((part) => part.startsWith('.') && part !== '..'))
    .filter((name) => fs.statSync(path.join(base, name), { throwIfNoEntry: false })?.isFile() === true)
    .sort()
}
