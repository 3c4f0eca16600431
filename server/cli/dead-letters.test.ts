import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { RunResult } from '../../core/metrics.ts'
import { deadLettersText } from './dead-letters.ts'

test('a damaged line of the file is counted, and hides no other', () => {
  const state = fs.mkdtempSync(path.join(os.tmpdir(), 'millrace-dead-'))
  onTestFinished(() => fs.rmSync(state, { recursive: true }))
  const letter = JSON.stringify({ node: 'decode', code: 'MALFORMED', message: 'no JSON', raw: 'r' })
  fs.writeFileSync(path.join(state, 'dead-letters.jsonl'), `{"node":\n${letter}\n`)
  const result = { nodes: { decode: { deadLetters: 2 } } } as unknown as RunResult
  expect(deadLettersText(state, result, false).split('\n').slice(1, 3)).toEqual([
    '  1 line of the file could not be read',
    '  decode: MALFORMED: no JSON: r',
  ])
})
