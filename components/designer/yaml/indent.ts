import { ensureSyntaxTree, indentService } from '@codemirror/language'

/** Milliseconds that the text may take to be understood; behind a text that takes longer the YAML mode says it. */
const MOST = 50

/** Where the line behind a finished one begins: beside what it belongs to, deeper behind a key that has no value yet. The rules of the YAML mode put it inside of closed braces, and lose their place by comments. */
export const indentBehind = indentService.of((context, pos) => {
  const { state, unit } = context
  const { from, text } = state.doc.lineAt(pos)
  const before = text
    .slice(0, pos - from)
    .replace(/(^|\s+)#.*$/, '')
    .trimEnd()
  if (before === '' || text.slice(pos - from).trim() !== '') return undefined
  const end = from + before.length
  let node = ensureSyntaxTree(state, end, MOST)?.resolveInner(end, -1) ?? null
  for (; node !== null && node.name !== 'BlockMapping' && node.name !== 'BlockSequence'; node = node.parent) {
    const { name, to } = node
    const isOpen = to > end || (name.startsWith('Flow') && !/[}\]]$/.test(before))
    if ((/^(Flow|Quoted)/.test(name) && isOpen) || name.startsWith('BlockLiteral')) return undefined
  }
  let first = node?.firstChild ?? null
  while (first?.name === 'Comment') first = first.nextSibling
  if (first === null) return undefined
  return context.column(first.from, 1) + (before.endsWith(':') ? unit : 0)
})
