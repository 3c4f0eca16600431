import fs from 'node:fs'
import path from 'node:path'
import type { DeadLetters } from '../../core/protocol.ts'
import { apart, hasMembers, readJsonLines } from '../json-lines.ts'

const READ_BYTES = 256 * 1024
const LONGEST = 4_000

/** A line as the run wrote it; older ones have no time. */
type Line = { node: string; code: string; message: string; at?: number; raw?: string; base64?: string; cut?: number }

/** The newest dead letters of a node in a run's state, newest first; of a large file the end is read, and what is damaged there is passed over and counted. */
export function lastDeadLetters(state: string, node: string, limit: number): DeadLetters {
  const { values, broken } = apart(readJsonLines(lastLines(path.join(state, 'dead-letters.jsonl')), isLine))
  const letters = values
    .filter((line) => line.node === node)
    .slice(-limit)
    .reverse()
    .map(({ code, message, at = null, raw, base64, cut }) => {
      const whole = raw ?? base64 ?? ''
      const record = whole.slice(0, LONGEST)
      return { code, message, at, record, base64: raw === undefined, cut: cut ?? (record === whole ? null : Buffer.byteLength(whole)) }
    })
  return { letters, damaged: broken }
}

const isLine = (value: unknown): value is Line => hasMembers(value, { node: 'string', code: 'string', message: 'string' })

function lastLines(file: string): readonly string[] {
  let handle: number
  try {
    handle = fs.openSync(file, 'r')
  } catch {
    return [] // nothing was left out, or the run keeps nothing
  }
  try {
    const { size } = fs.fstatSync(handle)
    const from = Math.max(0, size - READ_BYTES)
    const bytes = Buffer.alloc(size - from)
    const text = bytes.toString('utf8', 0, fs.readSync(handle, bytes, 0, bytes.length, from))
    // the first one may have begun before, and the last one is still being written
    return text.split('\n').slice(from === 0 ? 0 : 1, -1)
  } finally {
    fs.closeSync(handle)
  }
}
