import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  apply,
  applyPatch,
  type Command,
  emptyHistory,
  type History,
  loadHistory,
  MAX_STEPS,
  redo,
  remember,
  saveHistory,
  undo,
} from './index.ts'
import { composePatches, differencePatch, invertPatch } from './patch.ts'

const START = 'millrace: 1\nnodes: { a: { type: x } }\n'

function play(commands: readonly Command[], keys: readonly (string | null)[] = []): { text: string; history: History } {
  let [text, history] = [START, emptyHistory]
  for (const [i, command] of commands.entries()) {
    const applied = apply(text, command, {})
    text = applied.text
    history = remember(history, applied, { key: keys[i] ?? null, at: i * 100, within: 500 })
  }
  return { text, history }
}
const move = (x: number): Command => ({ do: 'move', to: { a: [x, 0] } })

test('a burst is one step, with the name of its last', () => {
  const { text, history } = play(
    [move(8), move(16), move(24), { do: 'set-node', id: 'a', key: 'title', value: 'A' }],
    ['move', 'move', 'move', null],
  )
  expect(history.done.map((step) => step.name.en)).toEqual(['Move a', 'Set title of a to A'])
  const once = undo(history, text)!
  expect(once.text).toBe('millrace: 1\nnodes: { a: { type: x } }\nlayout:\n  a: [24, 0]\n')
  const twice = undo(once.history, once.text)!
  expect(twice.text).toBe(START)
  expect(twice.step.touched).toEqual(['a'])
  expect(redo(twice.history, START)!.text).toBe(once.text)
})

test('a pause, another key or an undo ends a burst', () => {
  expect(play([move(8), move(16)], ['move', 'nudge']).history.done).toHaveLength(2)
  const { text, history } = play([move(8), move(16), move(24)], [null, 'move', 'move'])
  expect(history.done).toHaveLength(2)
  const turned = undo(history, text)!
  const again = apply(turned.text, move(32), {})
  const next = remember(turned.history, again, { key: 'move', at: 250, within: 500 })
  expect(next.done).toHaveLength(2)
  expect(next.undone).toHaveLength(0)
})

test('what changes nothing is no step; the oldest steps are forgotten', () => {
  expect(play([{ do: 'set-node', id: 'a', key: 'notes', value: null }]).history.done).toHaveLength(0)
  expect(play(Array.from({ length: MAX_STEPS + 5 }, (_, i) => move(i + 1))).history.done).toHaveLength(MAX_STEPS)
})

test('a history survives a reload with its text, and no other', () => {
  const { text, history } = play([move(8), move(16)])
  expect(loadHistory(saveHistory(history, text), text)).toEqual(history)
  expect(loadHistory(saveHistory(history, text), `${text} `)).toEqual(emptyHistory)
  expect(loadHistory('{"text":', text)).toEqual(emptyHistory)
})

test('two patches composed do what they do one after the other', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '\n'), maxLength: 12 })
  fc.assert(
    fc.property(
      fc.array(text, { minLength: 2, maxLength: 5 }),
      fc.array(fc.tuple(fc.nat(12), fc.nat(3), text), { maxLength: 4 }),
      ([first, ...others], edits) => {
        let composed = differencePatch(first, first)
        let now = first
        for (const next of others) {
          composed = composePatches(composed, differencePatch(now, next))
          now = next
        }
        // several changes at once, as commands make them
        let at = 0
        const spread = edits.flatMap(([skip, drop, insert]) => {
          const from = Math.min(now.length, at + skip)
          const to = Math.min(now.length, from + drop)
          at = to + 1
          return at > now.length + 1 ? [] : [{ from, to, insert }]
        })
        const ordered = spread.filter((change, i) => i === 0 || change.from > spread[i - 1].to)
        composed = composePatches(composed, ordered)
        const last = applyPatch(now, ordered)
        expect(applyPatch(first, composed)).toBe(last)
        expect(applyPatch(last, invertPatch(first, composed))).toBe(first)
      },
    ),
  )
})
