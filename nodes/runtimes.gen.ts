// Written by `npm run gen` from the folders beside it; do not edit.
import type { Runtimes } from '../server/engines/runtime-type.ts'

/** How the types that touch the outside do it; loaded when a plan needs one. */
export const runtimes: Runtimes = {
  'connect.file': () => import('./connect/file/runtime.ts').then((module) => module.default),
}
