import { isMap, isNode, isScalar, isSeq, parseDocument } from 'yaml'

/** What is written at a cursor: a key of the map at `path`, or the value at `path` (also of a list's item). */
export type Context = {
  readonly path: readonly (string | number)[]
  readonly kind: 'key' | 'value'
  /** Keys that the map has beside this one. */
  readonly others: readonly string[]
  /** Of the whole key or value in the text, without quotes. */
  readonly from: number
  readonly to: number
}

const MARK = 'x__x'

/** Finds out what stands at a cursor, also while the text is being written; null inside comments and where nothing can be told. */
export function contextAt(text: string, cursor: number): Context | null {
  const lineStart = text.lastIndexOf('\n', cursor - 1) + 1
  const before = text.slice(lineStart, cursor)
  if (/(^|\s)#/.test(before.replaceAll(/"[^"]*"|'[^']*'/g, ''))) return null
  // a key that has no colon yet is none for the parser
  const rest = text.slice(cursor, text.indexOf('\n', cursor) === -1 ? text.length : text.indexOf('\n', cursor))
  const begun = /^\s*[\w-]*$/.test(before) && !/^[\w-]*\s*:/.test(rest)
  const tree = parseDocument(text.slice(0, cursor) + MARK + (begun ? ': ' : '') + text.slice(cursor), {
    prettyErrors: false,
    uniqueKeys: false,
    keepSourceTokens: false,
  })
  const found = seek(tree.contents, [], begun)
  if (found === null) return null
  const added = found.to - found.from - MARK.length
  return { ...found, to: found.from + Math.max(0, added) }
}

function seek(node: unknown, path: readonly (string | number)[], begun: boolean): Context | null {
  if (isSeq(node)) return firstOf(node.items, (item, i) => valueOr(item, [...path, i], begun))
  if (!isMap(node)) return null
  return firstOf(node.items, ({ key, value }) => {
    if (!isScalar(key) || typeof key.value !== 'string') return null
    if (key.value.includes(MARK) && key.range) {
      const others = node.items.flatMap((item) => (isScalar(item.key) && item.key !== key ? [String(item.key.value)] : []))
      return { path, kind: 'key', others, ...inside(key.range, key.type), to: inside(key.range, key.type).to }
    }
    return valueOr(value, [...path, key.value], begun)
  })
}

function valueOr(value: unknown, path: readonly (string | number)[], begun: boolean): Context | null {
  if (isScalar(value) && typeof value.value === 'string' && value.value.includes(MARK) && value.range)
    return { path, kind: 'value', others: [], ...inside(value.range, value.type) }
  return isNode(value) ? seek(value, path, begun) : null
}

const inside = ([from, to]: readonly number[], type: string | undefined): { from: number; to: number } =>
  type?.startsWith('QUOTE') === true ? { from: from + 1, to: to - 1 } : { from, to }

function firstOf<T, R>(items: readonly T[], find: (item: T, i: number) => R | null): R | null {
  for (const [i, item] of items.entries()) {
    const found = find(item, i)
    if (found !== null) return found
  }
  return null
}
