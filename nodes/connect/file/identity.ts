import { createHash } from 'node:crypto'
import fs from 'node:fs'

/** What tells one file from another that took its name: device, inode and a hash of its first bytes. */
export type Identity = { readonly dev: string; readonly ino: string; readonly head: string; readonly headLength: number }

const HEAD = 256

/** The identity of an open file; `headLength` = how many first bytes count, all 256 unless told. */
export function identify(file: number, headLength = HEAD): Identity {
  const { dev, ino } = fs.fstatSync(file, { bigint: true })
  const bytes = Buffer.alloc(headLength)
  const length = fs.readSync(file, bytes, 0, headLength, 0)
  const head = createHash('sha256').update(bytes.subarray(0, length)).digest('hex').slice(0, 32)
  return { dev: `${dev}`, ino: `${ino}`, head, headLength: length }
}

/** Whether an open file is the one that was identified before, perhaps with more at its end. */
export function isSame(file: number, before: Identity): boolean {
  const now = identify(file, before.headLength)
  return now.dev === before.dev && now.ino === before.ino && now.head === before.head && now.headLength === before.headLength
}
