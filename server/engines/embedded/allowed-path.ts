import path from 'node:path'
import { AppError } from '../../../core/error.ts'

/** Where a source's or sink's own files may lie; throws PATH_NOT_ALLOWED outside. */
export function allowedPath(given: string, roots: readonly string[]): string {
  const absolute = path.resolve(given)
  const inside = [process.cwd(), ...roots.map((r) => path.resolve(r))].some(
    (root) => absolute === root || absolute.startsWith(root.endsWith(path.sep) ? root : root + path.sep),
  )
  if (inside) return absolute
  throw new AppError('PATH_NOT_ALLOWED', `the path ${given} is outside the working directory`, {
    blame: 'user',
    hint: `allow its folder with --root ${path.dirname(absolute)}, or use a path below ${process.cwd()}`,
  })
}
