import { isMap, isNode, parseDocument, stringify } from 'yaml'

/** A document's text with other values of its parameters: every byte that is not a changed value stays as it was. */
export function withParams(text: string, values: Readonly<Record<string, unknown>>): string {
  const params = parseDocument(text).get('params')
  if (!isMap(params)) return text
  const edits = params.items.flatMap(({ key, value }) => {
    const name = String(isNode(key) ? key.toJSON() : key)
    if (!Object.hasOwn(values, name) || !isNode(value) || value.range == null) return []
    return [{ from: value.range[0], to: value.range[1], text: inline(values[name]) }]
  })
  let changed = text
  for (const edit of edits.sort((a, b) => b.from - a.from)) changed = changed.slice(0, edit.from) + edit.text + changed.slice(edit.to)
  return changed
}

/** A value on one line: a text of several lines in double quotes. */
const inline = (value: unknown): string => stringify(value, { lineWidth: 0, blockQuote: false, collectionStyle: 'flow' }).trimEnd()
