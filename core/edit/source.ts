import { type CST, isMap, isScalar, isSeq, type ParsedNode, type YAMLMap, type YAMLSeq } from 'yaml'
import type { Quoting } from './render.ts'

/** Where a value stands in a text. */
export type Slot = {
  /** Offset behind the colon or dash. */
  readonly after: number
  /** Column of the collection that holds it. */
  readonly indent: number
  /** It stands inside brackets. */
  readonly flow: boolean
  /** A key in brackets that has no colon yet. */
  readonly bare: boolean
}
/** A member of a map or list, as it stands in a text. */
export type Item = {
  readonly name: string
  /** Offsets of the whole member: from its key, dash or value to the end of its content. */
  readonly start: number
  readonly end: number
  readonly key: { readonly from: number; readonly to: number; readonly like: Quoting } | null
  readonly node: ParsedNode | null
  readonly slot: Slot
}
export type Collection = YAMLMap.Parsed | YAMLSeq.Parsed

/** Offset of the line that holds an offset. */
export const lineStart = (text: string, at: number): number => {
  const start = text.lastIndexOf('\n', at - 1) + 1
  return start === 0 && text.startsWith('\ufeff') ? 1 : start
}

/** Offset of the line break behind an offset (or of the text's end). */
export function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at)
  if (end === -1) return text.length
  return end > at && text[end - 1] === '\r' ? end - 1 : end
}

const isBlank = (node: ParsedNode | null): boolean => node === null || (isScalar(node) && node.range[0] === node.range[1])

/** Offset behind the last character of what a node says, without comments. */
export function endOf(text: string, node: ParsedNode): number {
  if ((isMap(node) || isSeq(node)) && !node.flow && node.items.length > 0) return itemsOf(text, node).at(-1)!.end
  const end = node.range[1]
  if (!isScalar(node) || !node.type?.startsWith('BLOCK') || text[end - 1] !== '\n') return end
  return text[end - 2] === '\r' ? end - 2 : end - 1
}

/** How a scalar is quoted. */
export function quotingOf(node: ParsedNode | null): Quoting {
  if (!isScalar(node)) return 'plain'
  return node.type === 'QUOTE_SINGLE' ? 'single' : node.type === 'QUOTE_DOUBLE' ? 'double' : 'plain'
}

/** A flow collection with its brackets: `[a: 1]` holds a map that has none. */
export const hasBrackets = (text: string, node: Collection): boolean => '[{'.includes(text[node.range[0]])

const OUTSIDE = new Set(['space', 'comment', 'newline', 'comma'])

/** The members of a collection in their order. */
export function itemsOf(text: string, node: Collection): Item[] {
  const flow = node.flow === true
  return isMap(node) ? node.items.map((pair) => pairItem(text, pair, flow)) : seqItems(text, node, flow)
}

function pairItem(text: string, { key, value, srcToken }: YAMLMap.Parsed['items'][number], flow: boolean): Item {
  const { start = [], sep = [] } = srcToken as CST.CollectionItem
  const from = start.find((token) => !OUTSIDE.has(token.type))?.offset ?? key.range[0]
  const colon = sep.find((token) => token.type === 'map-value-ind')
  const after = colon === undefined ? key.range[1] : colon.offset + 1
  return {
    name: isScalar(key) ? String(key.value) : '',
    start: from,
    end: isBlank(value) ? after : endOf(text, value!),
    key: isScalar(key) ? { from: key.range[0], to: key.range[1], like: quotingOf(key) } : null,
    node: isBlank(value) ? null : value,
    slot: { after, indent: from - lineStart(text, from), flow, bare: colon === undefined },
  }
}

function seqItems(text: string, node: YAMLSeq.Parsed, flow: boolean): Item[] {
  const { items } = node.srcToken as CST.BlockSequence | CST.FlowCollection
  return node.items.map((value, i) => {
    const dash = items[i].start.find((token) => token.type === 'seq-item-ind')
    const start = dash?.offset ?? items[i].start.find((token) => !OUTSIDE.has(token.type))?.offset ?? value.range[0]
    const after = dash === undefined ? start : dash.offset + 1
    return {
      name: '',
      start,
      end: isBlank(value) ? after : endOf(text, value),
      key: null,
      node: isBlank(value) ? null : value,
      slot: { after, indent: start - lineStart(text, start), flow, bare: false },
    }
  })
}
