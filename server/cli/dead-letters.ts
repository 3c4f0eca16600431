import fs from 'node:fs'
import path from 'node:path'
import type { RunResult } from '../../core/metrics.ts'
import { apart, hasMembers, readJsonLines } from '../json-lines.ts'

const SHOWN = 3
const MOST_TEXT = 100
/** Of a large log the beginning is looked at. */
const READ_BYTES = 1 << 20

type DeadLetter = { node: string; code: string; message: string; raw?: string; base64?: string }

/** Tells how many records could not be read, shows the first ones, and says where all of them are. Empty when there are none. */
export function deadLettersText(state: string, { nodes }: RunResult, kept: boolean): string {
  const count = Object.values(nodes).reduce((sum, { deadLetters }) => sum + deadLetters, 0)
  if (count === 0) return ''
  const file = path.join(state, 'dead-letters.jsonl')
  const { values, broken } = apart(readJsonLines(firstLines(file), isDeadLetter))
  const lines = values
    .slice(0, SHOWN)
    .map(({ node, code, message, raw, base64 }) => `  ${node}: ${code}: ${message}: ${cut(raw ?? `${base64} (base64)`)}\n`)
  if (broken > 0) lines.push(`  ${broken} damaged ${broken === 1 ? 'line was' : 'lines were'} passed over\n`)
  const where = kept ? `all of them are in ${file}` : 'run with --state DIR to keep them'
  return `${count.toLocaleString('en')} dead letter${count === 1 ? '' : 's'}; ${where}\n${lines.join('')}`
}

const isDeadLetter = (value: unknown): value is DeadLetter => hasMembers(value, { node: 'string', code: 'string', message: 'string' })

function firstLines(file: string): string[] {
  if (!fs.existsSync(file)) return []
  const handle = fs.openSync(file, 'r')
  try {
    const bytes = Buffer.alloc(READ_BYTES)
    const text = bytes.toString('utf8', 0, fs.readSync(handle, bytes, 0, READ_BYTES, 0))
    return text.split('\n').slice(0, -1)
  } finally {
    fs.closeSync(handle)
  }
}

function cut(text: string): string {
  const line = text.replaceAll('\n', '⏎')
  return line.length <= MOST_TEXT ? line : `${line.slice(0, MOST_TEXT)}…`
}
