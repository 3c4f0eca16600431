import { dirname } from 'node:path'
import { AppError } from '../../../../core/error.ts'
import type { Files } from '../files.ts'

/** Creates the folder and its parents so that they survive a loss of power. */
export function makeDir(files: Files, path: string): void {
  const parent = dirname(path)
  if (files.exists(path)) {
    // An empty folder may come from a start that died before it synced the parent; nothing is put into one before that.
    if (parent !== path && files.list(path).length === 0) files.syncDir(parent)
    return
  }
  makeDir(files, parent)
  files.mkdir(path)
  files.syncDir(parent)
}

/** Below which free space no epoch is cut: both hold, in bytes and as a share of the file system. */
export type SpaceFloor = { bytes: number; share: number }
const FLOOR: SpaceFloor = { bytes: 512 * 1024 * 1024, share: 0.05 }

/** NO_SPACE as a value when the file system that holds `dir` has less free space than the floor, else null. */
export function spaceProblem(files: Files, dir: string, floor: SpaceFloor = FLOOR): AppError | null {
  const { free, size } = files.space(dir)
  const least = Math.max(floor.bytes, floor.share * size)
  if (free >= least) return null
  const mib = (bytes: number) => `${Math.floor(bytes / 1048576)} MiB`
  return new AppError('NO_SPACE', `Only ${mib(free)} are free where ${dir} is; at least ${mib(least)} are needed.`, {
    blame: 'outside',
    retry: 'backoff',
    hint: 'Free space on that disk: the sources are paused until then and nothing is lost.',
  })
}
