import { isMap, isNode, isScalar, isSeq, type ParsedNode } from 'yaml'
import { parseText } from '../../../core/document.ts'
import { itemsOf, lineEnd } from '../../../core/edit/source.ts'
import type { Place } from '../../../core/issue.ts'

/** Offsets into a text. */
export type Span = { readonly from: number; readonly to: number }
/** What a place in the text belongs to; `wires` = the number of an entry of `wires`. */
export type Owner = { readonly node: string } | { readonly wires: number }

/** Where nodes, entries of wires, and the places of nodes in the layout stand in a text that can be read. */
export class TextPlaces {
  readonly nodes: ReadonlyMap<string, Span>
  readonly wires: readonly Span[]
  readonly #layout: ReadonlyMap<string, Span>

  constructor(text: string) {
    this.nodes = new Map(members(text, 'nodes').map(({ name, from, to }) => [name, { from, to }]))
    this.wires = members(text, 'wires')
    this.#layout = new Map(members(text, 'layout').map(({ name, from, to }) => [name, { from, to }]))
  }

  /** What stands at an offset; null when it is about neither. */
  ownerAt(offset: number): Owner | null {
    const holds = ({ from, to }: Span): boolean => from <= offset && offset <= to
    for (const spans of [this.nodes, this.#layout]) for (const [node, span] of spans) if (holds(span)) return { node }
    const wires = this.wires.findIndex(holds)
    return wires === -1 ? null : { wires }
  }
}

/** The members of a map or list at the top of the document. */
function members(text: string, key: string): (Span & { readonly name: string })[] {
  const { tree } = parseText(text)
  if (tree.errors.length > 0) return []
  const part: unknown = tree.get(key, true)
  if (!isMap(part) && !isSeq(part)) return []
  return itemsOf(text, part as Parameters<typeof itemsOf>[1]).map(({ name, start, end }) => ({ name, from: start, to: end }))
}

/** The piece of the text that an issue is about: the value at its path, else the rest of its line; at least one character where there is one. */
export function spanOf(text: string, { path, line, column }: Place): Span {
  const { tree } = parseText(text)
  if (tree.errors.length === 0 && path !== undefined)
    for (let n = path.length; n > 0; n--) {
      const span = spanAt(tree.contents, path.slice(0, n))
      if (span !== null) return within(text, span.from, Math.min(span.to, lineEnd(text, span.from)))
    }
  if (line === undefined) return within(text, 0, lineEnd(text, 0))
  let start = 0
  for (let n = 1; n < line; n++) {
    const end = text.indexOf('\n', start)
    if (end === -1) break
    start = end + 1
  }
  const from = Math.min(start + (column ?? 1) - 1, text.length)
  return within(text, from, lineEnd(text, from))
}

/** Of a scalar its value, of a collection the key that it stands behind. */
function spanAt(root: unknown, path: readonly (string | number)[]): Span | null {
  let at: unknown = root
  let key: ParsedNode | null = null
  for (const step of path) {
    if (isMap(at)) {
      const pair = at.items.find((item) => isScalar(item.key) && item.key.value === step)
      if (pair === undefined) return null
      key = pair.key as ParsedNode
      at = pair.value
    } else if (isSeq(at)) {
      key = null
      at = at.items[Number(step)]
    } else return null
  }
  const shown = isScalar(at) && at.range && at.range[1] > at.range[0] ? at : (key ?? at)
  return isNode(shown) && shown.range ? { from: shown.range[0], to: shown.range[1] } : null
}

function within(text: string, from: number, to: number): Span {
  if (to > from) return { from, to }
  if (from < text.length && text[from] !== '\n') return { from, to: from + 1 }
  return { from: Math.max(0, from - 1), to: from }
}
