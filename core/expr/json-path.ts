/** A step of a path: a member's name or an index from 0. */
export type JsonStep = string | number

const STEP = /\.([\p{L}\p{N}_-]+)|\[(\d+)\]|\['((?:[^'])*)'\]/uy

/** Reads `$.a.b[0]['c d']`; null when it is no such path. Wildcards and filters are not known. */
export function parseJsonPath(path: string): JsonStep[] | null {
  if (path[0] !== '$') return null
  const steps: JsonStep[] = []
  for (let at = 1; at < path.length; at = STEP.lastIndex) {
    STEP.lastIndex = at
    const m = STEP.exec(path)
    if (m === null) return null
    steps.push(m[2] === undefined ? (m[1] ?? m[3]) : Number(m[2]))
  }
  return steps
}

/** The value as JSON.parse reads it, or undefined when the text is not JSON. */
export function parseJson(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}

/** The member at the end of the steps as text: a string's content, anything else as it is written; null when it is missing or null. The text must be JSON. */
export function memberText(json: string, steps: readonly JsonStep[]): string | null {
  let at = space(json, 0)
  for (const step of steps) {
    const found = typeof step === 'number' ? element(json, at, step) : member(json, at, step)
    if (found < 0) return null
    at = found
  }
  const text = json.slice(at, skip(json, at))
  if (text === 'null') return null
  return text[0] === '"' ? (JSON.parse(text) as string).toWellFormed() : text
}

function space(json: string, at: number): number {
  while (at < json.length && ' \t\n\r'.includes(json[at])) at++
  return at
}

/** Where the value at `at` ends. */
function skip(json: string, at: number): number {
  let depth = 0
  do {
    const c = json[at]
    if (c === '"') at = skipString(json, at)
    else if (c === '{' || c === '[') {
      depth++
      at++
    } else if (c === '}' || c === ']') {
      depth--
      at++
    } else if (c === ',' || c === ':' || ' \t\n\r'.includes(c)) at++
    else while (at < json.length && !',:]} \t\n\r'.includes(json[at])) at++
  } while (depth > 0)
  return at
}

function skipString(json: string, at: number): number {
  for (at++; json[at] !== '"'; at++) if (json[at] === '\\') at++
  return at + 1
}

/** Where the value of the last member of this name begins, or -1. */
function member(json: string, at: number, name: string): number {
  if (json[at] !== '{') return -1
  let found = -1
  at = space(json, at + 1)
  while (json[at] !== '}') {
    const end = skipString(json, at)
    const key = json.slice(at, end)
    at = space(json, space(json, end) + 1)
    if (key.slice(1, -1) === name || (key.includes('\\') && JSON.parse(key) === name)) found = at
    at = space(json, skip(json, at))
    if (json[at] === ',') at = space(json, at + 1)
  }
  return found
}

/** Where the element of this index begins, or -1. */
function element(json: string, at: number, index: number): number {
  if (json[at] !== '[') return -1
  at = space(json, at + 1)
  for (let i = 0; json[at] !== ']'; i++) {
    if (i === index) return at
    at = space(json, skip(json, at))
    if (json[at] === ',') at = space(json, at + 1)
  }
  return -1
}
