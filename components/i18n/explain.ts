/** A text in the page's language; null when nothing is known of it. */
export type Explain = (text: string) => string | null

const MOST_KNOWN = 2_000

/** Puts texts into another language by templates of both: what stands for `{name}` is put in as it is, what stands for `{rest…}` is explained in turn. The template with the most words of its own wins. */
export function explainer(templates: Readonly<Record<string, string>>): Explain {
  const rows = Object.entries(templates)
    .map(([from, to]) => ({ own: from.replaceAll(/\{\w+\}/g, '').length, pattern: patternOf(from), to }))
    .toSorted((a, b) => b.own - a.own)
  const known = new Map<string, string | null>()
  const explain: Explain = (text) => {
    for (const { pattern, to } of rows) {
      const values = pattern.exec(text)?.groups ?? (pattern.test(text) ? {} : null)
      if (values === null) continue
      return to.replaceAll(/\{(\w+)\}/g, (_, name: string) => (name.startsWith('rest') ? explain(values[name]) : null) ?? values[name])
    }
    return null
  }
  return (text) => {
    const before = known.get(text)
    if (before !== undefined) return before
    if (known.size > MOST_KNOWN) known.clear()
    const found = explain(text)
    known.set(text, found)
    return found
  }
}

const patternOf = (template: string): RegExp =>
  new RegExp(
    `^${template
      .split(/(\{\w+\})/)
      .map((part, i) => (i % 2 === 0 ? part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&') : `(?<${part.slice(1, -1)}>[^]+?)`))
      .join('')}$`,
  )
