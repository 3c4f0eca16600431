import { type Dictionary, type Entry, en, type Key, type Texts } from './en.ts'
import { type Lang, localeOf } from './lang.ts'
import { zh } from './zh.ts'

const dictionaries: Record<Lang, Record<string, Entry>> = { en: { ...en }, zh: { ...zh } }

/** Adds the texts of a part that not every page needs, in every language. */
export function addTexts<Part extends Partial<Texts>>(english: Part, chinese: Dictionary<Part>): void {
  Object.assign(dictionaries.en, english)
  Object.assign(dictionaries.zh, chinese)
}

type Text<K extends Key> = Texts[K] extends { readonly other: infer O extends string } ? O : Texts[K]
type Names<T> = T extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never
/** The parameters that the English text of a key names. */
export type Params<K extends Key> = { readonly [N in Names<Text<K>>]: string | number }

/** The text of a key; `{name}` is replaced by the parameter. Texts with a number have forms and choose by `count`. */
export type Translate = <K extends Key>(key: K, ...params: keyof Params<K> extends never ? [] : [Params<K>]) => string

const made = new Map<Lang, Translate>()

export function translatorOf(lang: Lang): Translate {
  const known = made.get(lang)
  if (known !== undefined) return known
  const plural = new Intl.PluralRules(localeOf(lang))
  const number = new Intl.NumberFormat(localeOf(lang))
  const t: Translate = (key, ...[params]) => {
    const entry = dictionaries[lang][key]
    const values: Readonly<Record<string, string | number>> = params ?? {}
    const text = typeof entry === 'string' ? entry : plural.select(Number(values.count)) === 'one' ? entry.one : entry.other
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
      const value = values[name]
      return value === undefined ? whole : typeof value === 'number' ? number.format(value) : value
    })
  }
  made.set(lang, t)
  return t
}
