import { isMap, isScalar, isSeq, type ParsedNode } from 'yaml'
import type { ParsedText } from '../document.ts'
import { type Data, type DataMap, type DataPath, isDataMap, refused, sameData } from './data.ts'
import { equalMembers, risingPlaces } from './match.ts'
import { type Change, orderedPatch, type Patch } from './patch.ts'
import { blockText, entryText, flowText, inlineText, itemText, keyText, type Quoting, type Style, valueText, WIDTH } from './render.ts'
import { type Collection, endOf, hasBrackets, type Item, itemsOf, lineEnd, lineStart, quotingOf, type Slot } from './source.ts'

/** Keys that got another name in their place, by the path of their map. */
export type Renames = readonly { readonly path: DataPath; readonly from: string; readonly to: string }[]

/** Makes a new member's text, its first line to stand at a column, the last of further lines in brackets at an indent. */
type Write = (column: number, indent: string) => string
type Gap = {
  readonly previous: Item | null
  readonly following: Item | null
  readonly dead: readonly Item[]
  readonly born: readonly Write[]
}

/** Top-level keys whose members stand on lines of their own. */
const OPEN = new Set(['nodes', 'wires', 'alerts', 'layout'])

/** The changes that make a document's text say `next`, which leave alone what did not change. Throws EDIT_REFUSED when parts cannot be told apart. */
export function rewrite(parsed: ParsedText, before: Data, next: Data, renames: Renames): Patch {
  return new Rewriter(parsed, renames).run(before, next)
}

class Rewriter {
  readonly #text: string
  readonly #root: ParsedNode | null
  readonly #style: Style
  readonly #renames: Renames
  readonly #changes: Change[] = []

  constructor({ text, tree }: ParsedText, renames: Renames) {
    this.#text = text
    this.#root = tree.contents as ParsedNode | null
    this.#renames = renames
    this.#style = styleOf(text, this.#root)
  }

  run(before: Data, next: Data): Patch {
    const root = this.#root
    const slot: Slot = { after: 0, indent: 0, flow: isMap(root) && root.flow === true, bare: false }
    if (root === null || (isScalar(root) && root.range[0] === root.range[1])) {
      const { eol } = this.#style
      const gap = this.#text === '' || this.#text.endsWith('\n') ? '' : eol
      this.#change(this.#text.length, this.#text.length, `${gap}${this.#topLevel(next as DataMap)}${eol}`)
    } else this.#value(slot, root, before, next, [])
    const patch = orderedPatch(this.#text, this.#changes)
    if (patch === null) throw refused('two parts of this edit meet in the text', 'make them one after the other, or edit the text')
    return patch
  }

  #change(from: number, to: number, insert: string): void {
    this.#changes.push({ from, to, insert })
  }

  #topLevel(map: DataMap): string {
    return Object.entries(map)
      .map(([key, value]) => entryText(key, value, this.#style, 0, OPEN.has(key)))
      .join(this.#style.eol)
  }

  #value(slot: Slot, node: ParsedNode | null, before: Data, next: Data, path: DataPath): void {
    if (node !== null && (isMap(node) || isSeq(node)) && (node.flow !== true || hasBrackets(this.#text, node))) {
      const items = itemsOf(this.#text, node)
      if (isMap(node) && isDataMap(before) && isDataMap(next) && this.#map(node, items, before, next, path)) return
      if (isSeq(node) && Array.isArray(before) && Array.isArray(next) && this.#list(node, items, before, next, path)) return
    }
    this.#replace(slot, node, next, path)
  }

  /** Edits a map member by member; false when no member stays. */
  #map(node: Collection, items: readonly Item[], before: DataMap, next: DataMap, path: DataPath): boolean {
    const names = items.map(({ name }) => {
      const rename = this.#renames.find((r) => r.from === name && r.path.length === path.length && r.path.every((p, i) => p === path[i]))
      return rename?.to ?? name
    })
    const keys = Object.keys(next)
    const places = new Map(keys.map((key, i) => [key, i]))
    const kept = risingPlaces(names.map((name) => places.get(name) ?? -1))
    if (kept.size === 0) return false
    const members = new Map([...kept].map((i) => [names[i], i]))
    for (const i of kept) {
      const { name, key, slot, node: value } = items[i]
      if (names[i] !== name) {
        if (key === null) throw refused(`the key \`${name}\` cannot be renamed here`)
        this.#change(key.from, key.to, keyText(names[i], this.#style, slot.flow, key.like))
      }
      if (!sameData(before[name], next[names[i]])) this.#value(slot, value, before[name], next[names[i]], [...path, names[i]])
    }
    const written =
      (key: string): Write =>
      (column, indent) =>
        this.#member(node, key, next[key], column, indent, path)
    this.#gaps(
      node,
      items,
      items.map((_, i) => kept.has(i)),
      keys.map((key) => members.get(key) ?? written(key)),
    )
    return true
  }

  /** Edits a list item by item; false when no item stays. */
  #list(node: Collection, items: readonly Item[], before: readonly Data[], next: readonly Data[], path: DataPath): boolean {
    if (items.length === 0 || next.length === 0 || items.length !== before.length) return false
    const pairs = equalMembers(before, next)
    const stays = new Map(pairs.map(([i, k]) => [k, i]))
    // between two equal items, what differs is taken for changed in its place
    for (const [at, [i, k]] of [...pairs, [before.length, next.length] as const].entries()) {
      const [i0, k0] = at === 0 ? [0, 0] : [pairs[at - 1][0] + 1, pairs[at - 1][1] + 1]
      for (let n = 0; n < Math.min(i - i0, k - k0); n++) {
        stays.set(k0 + n, i0 + n)
        const { slot, node: value } = items[i0 + n]
        this.#value(slot, value, before[i0 + n], next[k0 + n], [...path, k0 + n])
      }
    }
    if (stays.size === 0) return false
    const kept = new Set(stays.values())
    this.#gaps(
      node,
      items,
      items.map((_, i) => kept.has(i)),
      next.map((value, k) => stays.get(k) ?? ((column, indent) => this.#member(node, null, value, column, indent, path))),
    )
    return true
  }

  #member(node: Collection, key: string | null, value: Data, column: number, indent: string, path: DataPath): string {
    if (node.flow === true) {
      const name = key === null ? '' : `${keyText(key, this.#style, true)}: `
      return name + flowText(value, this.#style, column + name.length, indent)
    }
    if (key === null) return itemText(value, this.#style, column)
    return entryText(key, value, this.#style, column, path.length === 0 && OPEN.has(key))
  }

  /** Takes out the items that do not stay, and puts in what is new: `after` lists what is to be there, as places of items or new text. */
  #gaps(node: Collection, items: readonly Item[], kept: readonly boolean[], after: readonly (number | Write)[]): void {
    const born = new Map<number, Write[]>()
    let last = -1
    for (const member of after) {
      if (typeof member === 'number') last = member
      else born.set(last, [...(born.get(last) ?? []), member])
    }
    for (let at = -1; at < items.length; at = nextKept(kept, at)) {
      const until = nextKept(kept, at)
      const gap: Gap = {
        previous: items[at] ?? null,
        following: items[until] ?? null,
        dead: items.slice(at + 1, until),
        born: born.get(at) ?? [],
      }
      if (gap.dead.length === 0 && gap.born.length === 0) continue
      if (node.flow === true) this.#flowGap(node, gap)
      else this.#blockGap(gap)
    }
  }

  #blockGap({ previous, following, dead, born }: Gap): void {
    const text = this.#text
    const { indent } = (previous ?? following)!.slot
    const between = this.#style.eol + ' '.repeat(indent)
    const added = born.map((write) => write(indent, '')).join(between)
    const [first, ...rest] = dead
    if (born.length === 0) {
      const compact = text.slice(lineStart(text, first.start), first.start).trim() !== ''
      if (compact) this.#change(first.start, following!.start, '')
      else for (const item of dead) this.#dropLines(item)
    } else if (first !== undefined) {
      const comment = text.slice(first.end, lineEnd(text, first.end)).indexOf('#')
      if (comment === -1) this.#change(first.start, first.end, added)
      else this.#change(first.start, first.end + comment, added + between)
      for (const item of rest) this.#dropLines(item)
    } else if (previous === null) this.#change(following!.start, following!.start, added + between)
    else {
      const end = lineEnd(text, previous.end)
      this.#change(end, end, between + added)
    }
  }

  #dropLines({ start, end }: Item): void {
    const lineBreak = this.#text.indexOf('\n', lineEnd(this.#text, end))
    this.#change(lineStart(this.#text, start), lineBreak === -1 ? this.#text.length : lineBreak + 1, '')
  }

  #flowGap(node: Collection, { previous, following, dead, born }: Gap): void {
    const text = this.#text
    const first = (previous ?? following)!
    const broken = text.slice(node.range[0], first.start).includes('\n')
    const indent = broken ? this.#indentOf(first.start) : this.#innerIndent(node.range[0])
    let column = (previous === null ? first.start : previous.end) - lineStart(text, first.start)
    const added = born.map((write) => {
      const member = write(broken ? indent.length : column + 2, indent)
      const wraps = broken || (!this.#style.json && column + 2 + member.length > WIDTH)
      column = (wraps ? indent.length : column + 2) + member.length
      return { member, space: wraps ? this.#style.eol + indent : ' ' }
    })
    const behind = added.map(({ member, space }) => `,${space}${member}`).join('')
    let last = previous
    let left = dead
    if (added.length > 0 && dead.length > 0) {
      ;[last, ...left] = dead
      this.#change(last.start, last.end, behind.slice(1 + added[0].space.length))
    } else if (previous !== null) this.#change(previous.end, previous.end, behind)
    else this.#change(first.start, first.start, added.map(({ member, space }) => `${member},${space}`).join(''))
    for (const [i, item] of left.entries()) {
      if (last !== null) this.#dropWithComma(item, last.end, item.start)
      else this.#dropWithComma(item, item.end, (left[i + 1] ?? following).start)
      if (last !== null) last = item
    }
  }

  /** Takes out a member in brackets with the comma in the gap on one side of it; comments in the gap stay. */
  #dropWithComma({ start, end }: Item, from: number, to: number): void {
    const gap = this.#text.slice(from, to)
    if (gap.includes('#')) {
      const comma = from + gap.replace(/#.*/g, (comment) => ' '.repeat(comment.length)).indexOf(',')
      this.#change(comma, comma + 1, '')
      this.#change(start, end, '')
    } else this.#change(Math.min(from, start), Math.max(to, end), '')
  }

  #indentOf(at: number): string {
    const start = lineStart(this.#text, at)
    return /^[ \t]*/.exec(this.#text.slice(start, at))![0]
  }

  #replace(slot: Slot, node: ParsedNode | null, next: Data, path: DataPath): void {
    const text = this.#text
    const start = node === null ? slot.after : node.range[0]
    const end = node === null ? slot.after : endOf(text, node)
    const like = quotingOf(node)
    if (slot.flow || (path.length === 0 && isDataMap(next) && Object.keys(next).length === 0)) {
      const value = this.#flowValue(next, start, like)
      this.#change(start, end, node === null ? `${slot.bare ? ':' : ''} ${value}` : value)
      return
    }
    if (path.length === 0) {
      this.#change(start, end, blockText(next, this.#style, 0))
      return
    }
    const beside = text.slice(slot.after, start)
    const line = beside.trim() !== '' || text.slice(end, lineEnd(text, end)).trim() !== ''
    const open = path.length === 1 && OPEN.has(String(path[0]))
    const value = valueText(next, this.#style, slot.indent, slot.after - lineStart(text, slot.after), { open, line, like })
    const missing = beside.includes('\n') ? slot.indent + this.#style.step - (start - lineStart(text, start)) : 0
    if (beside.trim() === '') this.#change(slot.after, end, value)
    else this.#change(start, end, ' '.repeat(Math.max(0, missing)) + value.slice(1))
  }

  #flowValue(next: Data, at: number, like: Quoting): string {
    if (next === null || typeof next !== 'object') return inlineText(next, this.#style, true, like)
    return flowText(next, this.#style, at - lineStart(this.#text, at), this.#innerIndent(at))
  }

  /** The indent of further lines of what begins at an offset: in YAML deeper than its own line, or brackets would end the block around them. */
  #innerIndent(at: number): string {
    return this.#indentOf(at) + (this.#style.json ? '' : ' '.repeat(this.#style.step))
  }
}

const nextKept = (kept: readonly boolean[], at: number): number => {
  const next = kept.indexOf(true, at + 1)
  return next === -1 ? kept.length : next
}

function styleOf(text: string, root: ParsedNode | null): Style {
  const eol = /\r?\n/.exec(text)?.[0] === '\r\n' ? '\r\n' : '\n'
  const json = isMap(root) && root.flow === true && isJson(text)
  return { json, eol, step: stepOf(text, root) }
}

/** Columns by which the first nested level of a document is indented. */
function stepOf(text: string, root: ParsedNode | null): number {
  if (!isMap(root) || (root.flow === true && !hasBrackets(text, root))) return 2
  const inner =
    root.flow === true ? [root] : root.items.flatMap(({ value }) => ((isMap(value) || isSeq(value)) && value.flow !== true ? [value] : []))
  const columns = inner
    .flatMap((node) => itemsOf(text, node).slice(0, 1))
    .map(({ start }) => /^ *$/.exec(text.slice(lineStart(text, start), start))?.[0].length ?? 0)
  return columns.find((column) => column > 0) ?? 2
}

/** Whether a text is JSON. */
export function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
