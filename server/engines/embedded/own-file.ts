import type { OwnFile } from '../runtime-type.ts'
import { type Files, writeAll } from './files.ts'

/** A file beside the journal that is replaced in one step and not synced: what is in it may be lost, and nothing fails by it. */
export function ownFile(files: Files, path: string, failed: (message: string) => void): OwnFile {
  let told = false
  const attempt = <T>(act: () => T): T | null => {
    try {
      return act()
    } catch (error) {
      if (!told) failed(`what is shown cannot be kept from one start to the next: ${(error as Error).message}`)
      told = true
      return null
    }
  }
  return {
    read: () => attempt(() => (files.exists(path) ? whole(files, path) : null)),
    write(bytes) {
      attempt(() => {
        const beside = `${path}.tmp`
        const file = files.open(beside, 'w')
        try {
          writeAll(files, file, bytes, 0)
        } finally {
          files.close(file)
        }
        files.rename(beside, path)
      })
    },
  }
}

function whole(files: Files, path: string): Buffer {
  const file = files.open(path, 'r')
  try {
    const bytes = Buffer.alloc(files.size(file))
    return bytes.subarray(0, files.read(file, bytes, 0, bytes.length, 0))
  } finally {
    files.close(file)
  }
}
