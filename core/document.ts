import { type Document, isMap, isScalar, isSeq, LineCounter, parseDocument, YAMLParseError } from 'yaml'

/** A document's text as a tree that knows its source ranges. Shared by its readers: nobody may change tree or value. */
export type ParsedText = {
  readonly text: string
  readonly tree: Document.Parsed
  readonly lines: LineCounter
  /** The document as plain data. Throws when aliases would make it too large. */
  readonly value: () => unknown
}

const REMEMBERED = 2
const REMEMBERED_LENGTH = 1024 * 1024
const recent: ParsedText[] = []

/** Parses a text, or answers with what it was parsed to just before: an edit, its check and the compiler all look at the same text. */
export function parseText(text: string): ParsedText {
  const known = recent.findIndex((parsed) => parsed.text === text)
  const parsed = known === -1 ? parse(text) : recent.splice(known, 1)[0]
  if (text.length <= REMEMBERED_LENGTH) recent.unshift(parsed)
  if (recent.length > REMEMBERED) recent.pop()
  return parsed
}

function parse(text: string): ParsedText {
  const lines = new LineCounter()
  const tree = parseDocument(text, { lineCounter: lines, prettyErrors: false, keepSourceTokens: true, uniqueKeys: false })
  tree.errors.push(...repeatedKeys(tree.contents))
  let value: { is: unknown } | null = null
  return {
    text,
    tree,
    lines,
    value() {
      value ??= { is: tree.toJS({ maxAliasCount: 100 }) }
      return value.is
    },
  }
}

/** What the author wrote beside parameters: the comment on a parameter's line, or the one above it, by the parameter's name. */
export function paramNotes(text: string): Readonly<Record<string, string>> {
  const params = parseText(text).tree.get('params', true)
  if (!isMap(params)) return {}
  const notes: Record<string, string> = Object.create(null)
  for (const [place, { key, value }] of params.items.entries()) {
    if (!isScalar(key)) continue
    const above = place === 0 ? params.commentBefore : key.commentBefore
    const beside = isScalar(value) || isMap(value) || isSeq(value) ? value.comment : null
    const note = (beside ?? above ?? '').replace(/\s+/g, ' ').trim()
    if (note !== '') notes[String(key.value)] = note
  }
  return notes
}

/** What the parser's own check finds, which compares every key of a map with every other. */
function repeatedKeys(node: unknown): YAMLParseError[] {
  if (isSeq(node)) return node.items.flatMap(repeatedKeys)
  if (!isMap(node)) return []
  const seen = new Set<unknown>()
  return node.items.flatMap(({ key, value }) => {
    const name: unknown = isScalar(key) ? key.value : key
    const known = seen.has(name)
    seen.add(name)
    const found = repeatedKeys(value)
    const [from, to] = (isScalar(key) && key.range) || [0, 0]
    return known ? [new YAMLParseError([from, to], 'DUPLICATE_KEY', 'Map keys must be unique'), ...found] : found
  })
}
