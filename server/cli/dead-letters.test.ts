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
  const file = path.join(state, 'dead-letters.jsonl')
  const shown = `  decode: MALFORMED: no JSON: r`
  const result = { nodes: { decode: { deadLetters: 2 } } } as unknown as RunResult
  const told = (text: string): string[] => {
    fs.writeFileSync(file, text)
    return deadLettersText(state, result, false).split('\n').slice(1, -1)
  }
  expect(told(`{"node":\n${letter}\n`)).toEqual([shown, '  1 damaged line was passed over'])
  // behind those that are shown too
  expect(told(`${`${letter}\n`.repeat(5)}null\n{\n`)).toEqual([shown, shown, shown, '  2 damaged lines were passed over'])
  expect(told(`${letter}\n`)).toEqual([shown])
})
