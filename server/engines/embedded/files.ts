/** The door to the disk for everything a promise rests on: journal, snapshots, ingest log, file sinks. Tests replace it by a layer that loses power. */
import fs from 'node:fs'

/** An open file. Every method may throw a Node system error; `write` may write fewer bytes than asked. */
export type File = number

export interface Files {
  /** Opens for reading ('r'), for writing at given positions ('r+', which must exist), or creates and truncates ('w'); `mode` = the rights of a file that is made. */
  open(path: string, flags: 'r' | 'r+' | 'w', mode?: number): File
  /** Writes `bytes` at `position`; returns how many were written, which may be fewer. */
  write(file: File, bytes: Uint8Array, position: number): number
  read(file: File, into: Uint8Array, offset: number, length: number, position: number): number
  /** Makes the file's bytes and length survive a loss of power. */
  fdatasync(file: File): void
  truncate(file: File, length: number): void
  size(file: File): number
  close(file: File): void
  rename(from: string, to: string): void
  unlink(path: string): void
  /** Creates the folder and its parents; nothing happens where it exists. */
  mkdir(path: string): void
  /** Makes renames, new names and removals in the folder survive a loss of power. */
  syncDir(path: string): void
  /** Names in a folder, sorted; empty when there is no such folder. */
  list(path: string): string[]
  exists(path: string): boolean
  /** Free bytes and size of the file system that holds `path`. */
  space(path: string): { free: number; size: number }
}

export const diskFiles: Files = {
  open: (path, flags, mode) => fs.openSync(path, flags, mode),
  write: (file, bytes, position) => fs.writeSync(file, bytes, 0, bytes.length, position),
  read: (file, into, offset, length, position) => fs.readSync(file, into, offset, length, position),
  fdatasync: (file) => fs.fdatasyncSync(file),
  truncate: (file, length) => fs.ftruncateSync(file, length),
  size: (file) => fs.fstatSync(file).size,
  close: (file) => fs.closeSync(file),
  rename: (from, to) => fs.renameSync(from, to),
  unlink: (path) => fs.unlinkSync(path),
  mkdir: (path) => void fs.mkdirSync(path, { recursive: true }),
  syncDir: (path) => {
    const dir = fs.openSync(path, 'r')
    try {
      fs.fsyncSync(dir)
    } finally {
      fs.closeSync(dir)
    }
  },
  list: (path) => {
    try {
      return fs.readdirSync(path).sort()
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
      throw error
    }
  },
  exists: (path) => fs.existsSync(path),
  space: (path) => {
    const { bavail, blocks, bsize } = fs.statfsSync(path)
    return { free: bavail * bsize, size: blocks * bsize }
  },
}

/** Writes all of `bytes` at `position`, however short the single writes are. */
export function writeAll(files: Files, file: File, bytes: Uint8Array, position: number): void {
  for (let done = 0; done < bytes.length; ) {
    const n = files.write(file, done === 0 ? bytes : bytes.subarray(done), position + done)
    if (n === 0) throw Object.assign(new Error('the disk took no bytes'), { code: 'ENOSPC' })
    done += n
  }
}
