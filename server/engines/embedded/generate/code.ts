import type { Typed } from '../../../../core/expr/index.ts'
import type { Value } from '../../../../core/expr/types.ts'

/** Code short and cheap enough to be written twice. */
export const isLeaf = (code: string): boolean => /^[\w.]+(\[r\])?$/.test(code)
/** Held as a range or string, not as a number. */
export const isText = (e: Typed): boolean => e.type === 'string' || e.type === 'json'
export const isAscii = (s: string): boolean => /^[\x00-\x7f]*$/.test(s)

/** The content of a text literal, else null. */
export const literalText = (e: Typed): string | null => (e.kind === 'literal' && typeof e.value === 'string' ? e.value : null)

/** A number, boolean or NULL as code; negative ones in brackets, so that no operator runs into their sign. */
export function numberCode(v: Value): string {
  if (v === null) return 'NaN'
  const x = Number(v)
  return x < 0 || Object.is(x, -0) ? `(${Object.is(x, -0) ? '-0' : JSON.stringify(x)})` : JSON.stringify(x)
}

/** A local's name, refused unless it is one: locals are made by the generator, never by the user. */
export function localName(local: string): string {
  if (!/^[A-Za-z_$][\w$]*$/.test(local)) throw new Error(`not the name of a local: ${local}`)
  return local
}
