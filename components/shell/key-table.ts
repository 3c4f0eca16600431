import type { KeyText } from '../i18n/en.ts'
import type { Translate } from '../i18n/translate.ts'
import type { KeySection } from './key-sheet.tsx'

const POINTER = { click: 'keys.click', drag: 'keys.drag' } as const

/** A key: what is pressed, how the sheet of shortcuts calls it, and what it does. Handlers and sheet are made of the same table. */
export type KeyBinding<Context> = {
  /** Combinations as `combinationOf` writes them; each of them does it. */
  readonly on: readonly string[]
  /** As the sheet shows it, where the first combination does not say enough. */
  readonly shown?: string
  /** What the pointer does while the keys are held. */
  readonly pointer?: 'click' | 'drag'
  readonly text: KeyText
  /** False = it means nothing here, and the key goes on. null = the browser or the canvas itself does it. */
  readonly run: ((context: Context) => unknown) | null
}

/** The combination that is pressed, such as `mod+shift+z`: `mod` is Ctrl or ⌘; Shift is told for letters and named keys only. */
export function combinationOf({
  key,
  ctrlKey,
  metaKey,
  altKey,
  shiftKey,
}: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>): string {
  const name = key === ' ' ? 'space' : key.toLowerCase()
  const shift = shiftKey && (name.length > 1 || /\p{L}/u.test(name))
  return `${ctrlKey || metaKey ? 'mod+' : ''}${altKey ? 'alt+' : ''}${shift ? 'shift+' : ''}${name}`
}

/** Does what a combination means in a table; false when it means nothing. */
export function runKey<Context>(table: readonly KeyBinding<Context>[], combination: string, context: Context): boolean {
  const binding = table.find(({ on }) => on.includes(combination))
  return binding?.run != null && binding.run(context) !== false
}

const NAMES: Readonly<Record<string, string>> = {
  arrowleft: '←',
  arrowright: '→',
  arrowup: '↑',
  arrowdown: '↓',
  pageup: 'Page ↑',
  pagedown: 'Page ↓',
  escape: 'Esc',
  '-': '−',
}

/** A table as a section of the sheet; `mod` is the name of the modifier on this machine. */
export const keySection = (title: KeyText, table: readonly Omit<KeyBinding<never>, 'run'>[], t: Translate, mod: string): KeySection => ({
  title: t(title),
  rows: table.map(({ on, shown, pointer, text }) => {
    const keys = printed(shown ?? on[0], mod)
    return { keys: [pointer === undefined ? keys : `${keys}+${t(POINTER[pointer])}`], text: t(text) }
  }),
})

/** A combination as it is printed on keys. */
export const printed = (combination: string, mod: string): string =>
  partsOf(combination)
    .map((key) => (key === 'mod' ? mod : (NAMES[key] ?? key[0].toUpperCase() + key.slice(1))))
    .join('+')

/** The keys of a combination; `+` alone is the key of that name. */
export const partsOf = (combination: string): readonly string[] => (combination === '+' ? ['+'] : combination.split('+'))
