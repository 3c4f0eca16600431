import { expect } from 'vitest'
import type { DataMap } from '../../core/edit/data.ts'
import { documentOf } from '../../core/edit/fragment.ts'
import {
  type Applied,
  apply,
  applyPatch,
  type Command,
  emptyHistory,
  loadHistory,
  redo,
  remember,
  saveHistory,
  undo,
  wiresOf,
} from '../../core/edit/index.ts'
import { AppError } from '../../core/error.ts'
import { catalogue } from '../../nodes/types.gen.ts'
import { randomCommand, wiresAfter } from './commands.ts'
import { type Choice, randomDocument, written } from './documents.ts'

/** Makes random edits in a random document, takes all of them back and makes them again. How many edits were made, and how many refused. */
export function editAndUndo(choose: Choice, edits: number): { made: number; refused: number } {
  const document = randomDocument(choose)
  const first = written(document, choose)
  expect(documentOf(first), first).toEqual(document)
  let text = first
  let history = emptyHistory
  const texts = [first]
  let refused = 0
  for (let n = 0; n < edits; n++) {
    const command = randomCommand(documentOf(text), choose)
    const applied = tried(text, command)
    if (applied === null) {
      refused++
      continue
    }
    checkEdit(text, command, applied)
    const joined = choose.once(4) ? 'burst' : null
    const length = history.done.length
    history = remember(history, applied, { key: joined, at: n, within: 1 })
    if (history.done.length === length && applied.patch.length > 0) texts.pop()
    text = applied.text
    if (applied.patch.length > 0) texts.push(text)
  }
  history = loadHistory(saveHistory(history, text), text)
  expect(history.done.length).toBe(texts.length - 1)
  for (let n = texts.length - 2; n >= 0; n--) {
    const turned = undo(history, text)!
    expect(turned.text, `undo to ${n}`).toBe(texts[n])
    ;({ history, text } = turned)
  }
  expect(undo(history, text)).toBeNull()
  for (const wanted of texts.slice(1)) {
    const turned = redo(history, text)!
    expect(turned.text).toBe(wanted)
    ;({ history, text } = turned)
  }
  return { made: texts.length - 1, refused }
}

/** null when the command does not fit what the document says. A text that cannot be edited is a failure of the test. */
function tried(text: string, command: Command): Applied | null {
  try {
    return apply(text, command, catalogue)
  } catch (error) {
    if (!(error instanceof AppError) || /written in a way|meet in the text|shared by an anchor/.test(error.message)) {
      throw new Error(`${JSON.stringify(command)} in\n${text}`, { cause: error })
    }
    return null
  }
}

function checkEdit(text: string, command: Command, { text: edited, patch, inverse }: Applied): void {
  const what = `${JSON.stringify(command)} in\n${text}\ngave\n${edited}`
  expect(applyPatch(text, patch), what).toBe(edited)
  expect(applyPatch(edited, inverse), what).toBe(text)
  const before: DataMap = documentOf(text)
  const wires = wiresAfter(before, command)
  if (wires !== null) expect(new Set(wiresOf(documentOf(edited), catalogue).ids()), what).toEqual(wires)
  const removes = /^(remove|unset|set-config|set-key|set-rule|set-type|set-node|set-document|set-channel|splice)/.test(command.do)
  if (!removes) expect(commentsOf(edited), what).toEqual(expect.arrayContaining(commentsOf(text)))
  if (text.includes('\r\n') && patch.length > 0) expect(/[^\r]\n/.test(edited.replaceAll(/"[^"]*"/g, '')), what).toBe(false)
}

const commentsOf = (text: string): string[] => text.match(/# comment \d+/g) ?? []
