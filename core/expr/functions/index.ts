import { conditional } from './conditional.ts'
import type { FunctionDef } from './function.ts'
import { json } from './json.ts'
import { numbers } from './number.ts'
import { regexps } from './regexp.ts'
import { texts } from './text.ts'
import { times } from './time.ts'

/** Every function of the language, in the order of the documentation. */
export const functions: readonly FunctionDef[] = [...texts, ...regexps, ...numbers, ...times, ...conditional, ...json]

const byName = new Map(functions.map((def) => [def.name, def]))

/** The function of this name, in any case; undefined when there is none. */
export const functionNamed = (name: string): FunctionDef | undefined => byName.get(name.toLowerCase())
