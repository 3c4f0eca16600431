import { describe, expect, test } from 'vitest'
import { editorKeys } from '../designer/editor/key-table.ts'
import { liveKeys } from '../designer/live-keys.ts'
import { loadTexts, translatorOf } from '../i18n/translate.ts'
import { allChartKeys } from '../monitor/chart-keys.ts'
import { combinationOf, type KeyBinding, keySection, runKey } from './key-table.ts'

const press = (key: string, held: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey', boolean>> = {}) =>
  combinationOf({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held })

test('a combination is named the same on every keyboard', () => {
  expect(press('Z', { ctrlKey: true, shiftKey: true })).toBe('mod+shift+z')
  expect(press('z', { metaKey: true })).toBe('mod+z')
  expect(press('F8', { shiftKey: true })).toBe('shift+f8')
  expect(press(' ')).toBe('space')
  // where `+` needs Shift it is still `+`
  expect(press('+', { shiftKey: true })).toBe('+')
  expect(press('1', { altKey: true })).toBe('alt+1')
})

test('a key that means nothing here goes on', () => {
  const table: readonly KeyBinding<boolean>[] = [
    { on: ['a', 'b'], text: 'keys.help', run: (means) => means },
    { on: ['c'], text: 'keys.help', run: null },
  ]
  expect(runKey(table, 'b', true)).toBe(true)
  expect(runKey(table, 'b', false)).toBe(false)
  expect(runKey(table, 'c', true)).toBe(false)
  expect(runKey(table, 'x', true)).toBe(false)
})

test('the sheet shows keys as they are printed', async () => {
  await Promise.all((['pages', 'live', 'design'] as const).map((part) => loadTexts(part, 'en')))
  const table = [
    { on: ['mod+shift+z'], text: 'keys.redo' },
    { on: ['+', '='], text: 'keys.zoom-in' },
    { on: ['arrowup'], text: 'keys.threshold-up' },
    { on: [], shown: 'mod', pointer: 'click', text: 'keys.more' },
  ] as const
  const { rows } = keySection('keys.editing', table, translatorOf('en'), '⌘')
  expect(rows.map(({ keys }) => keys)).toEqual([['⌘+Shift+Z'], ['+'], ['↑'], ['⌘+click']])
  expect(rows[0].text).toBe('Redo')
})

describe.each([
  ['designer', editorKeys],
  ['live canvas', liveKeys],
  ['charts', allChartKeys],
])('the keys of the %s', (_, table: readonly Omit<KeyBinding<never>, 'run'>[]) => {
  test('no combination means two things, and no two rows of the sheet say the same', () => {
    const all = table.flatMap(({ on }) => on)
    // Enter, Space, Esc and arrows mean something else on a handle than on the page around it
    expect(new Set(all).size).toBe(all.length - (table === allChartKeys ? 1 : 0))
    const texts = table.map(({ text }) => text)
    expect(new Set(texts).size).toBe(texts.length)
  })
})
