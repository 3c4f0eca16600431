/** A text laid out over lines where it is JSON, else as it is. Every value stays as it was written: numbers of any length, escapes, keys that are there twice. */
export function layOutJson(text: string): string {
  try {
    JSON.parse(text)
  } catch {
    return text
  }
  let depth = 0
  const line = (): string => `\n${'  '.repeat(depth)}`
  return text.replace(/"(?:[^"\\]|\\.)*"|\s+|[[{]\s*[\]}]|[[\]{},:]/g, (token) => {
    switch (token[0]) {
      case '[':
      case '{':
        if (token.length > 1) return `${token[0]}${token.at(-1)}`
        depth++
        return `${token}${line()}`
      case ']':
      case '}':
        depth--
        return `${line()}${token}`
      case ',':
        return `,${line()}`
      case ':':
        return ': '
      case '"':
        return token
      default:
        return ''
    }
  })
}
