import { AppError } from '../../core/error.ts'

const MAX_DEPTH = 64
const forbidden = new Set(['__proto__', 'constructor', 'prototype'])

/** Reads JSON that a client sent. Throws BAD_REQUEST for what is none, is nested too deeply, or has a key that could reach an object's prototype. */
export function parseJson(text: string): unknown {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    // without the part of the body that V8 quotes: it may be a secret, and answers are logged by others
    throw refused(`The body is not JSON: ${(error as Error).message.replace(/, (\.\.\.)?"[\s\S]*"(\.\.\.)? is not valid JSON$/, '')}.`)
  }
  check(value, 1)
  return value
}

function check(value: unknown, depth: number): void {
  if (typeof value !== 'object' || value === null) return
  if (depth > MAX_DEPTH) throw refused(`The body is nested more than ${MAX_DEPTH} deep.`)
  for (const key of Object.keys(value)) {
    if (forbidden.has(key)) throw refused(`The body has a key \`${key}\`, which is not allowed.`)
    check((value as Record<string, unknown>)[key], depth + 1)
  }
}

const refused = (message: string): AppError => new AppError('BAD_REQUEST', message, { blame: 'user' })
