import type { Words } from '../../core/words.ts'
import { loadCode } from '../ui/load-code.ts'
import type { Entry, Key, Texts } from './en.ts'
import { type Explain, explainer } from './explain.ts'
import { type Lang, localeOf } from './lang.ts'

const dictionaries: Record<Lang, Record<string, Entry>> = { en: {}, zh: {} }

/** The texts of every page, those of a pipeline's page, those of the designer, of secrets, and what is wrong with pipelines. Each loads what it shows, in the page's language. */
const parts = {
  pages: { en: async () => (await import('./en.ts')).en, zh: loadZh },
  live: { en: async () => (await import('./live.en.ts')).liveEn, zh: async () => (await import('./live.zh.ts')).liveZh },
  design: { en: async () => (await import('./design.en.ts')).designEn, zh: loadDesignZh },
  secrets: { en: async () => (await import('./secrets.en.ts')).secretsEn, zh: async () => (await import('./secrets.zh.ts')).secretsZh },
  problems: { en: async () => ({}), zh: loadProblemsZh },
} as const
export type TextPart = keyof typeof parts

async function loadZh(): Promise<Record<string, Entry>> {
  const [{ zh }, { codesZh }] = await Promise.all([import('./zh.ts'), import('./codes.zh.ts')])
  return { ...zh, ...codesZh }
}

async function loadDesignZh(): Promise<Record<string, Entry>> {
  const [{ designZh }] = await Promise.all([import('./design.zh.ts'), loadTexts('problems', 'zh')])
  return designZh
}

/** Problems are told in English; what they are in Chinese is found by their templates. */
let explainZh: Explain = () => null

async function loadProblemsZh(): Promise<Record<string, Entry>> {
  const { problemsZh } = await import('./problems.zh.ts')
  explainZh = explainer(problemsZh)
  return {}
}

/** A problem in a language. What is not known in it stays English, with the meaning of its code in front. */
export function problemIn(lang: Lang, { code, message, hint }: Problem): { readonly message: string; readonly hint: string | undefined } {
  if (lang === 'en') return { message, hint }
  return {
    message: explainZh(message) ?? `${meaningOf(lang, code)}${message}`,
    hint: hint === undefined ? hint : (explainZh(hint) ?? hint),
  }
}
type Problem = { readonly code: string; readonly message: string; readonly hint?: string }

/** Why something cannot be, in a language: words that only say the meaning of a code are made more exact. */
export const reasonIn = (lang: Lang, words: Words): string => (lang === 'en' ? words.en : (explainZh(words.en) ?? words[lang]))

/** What the code of an issue or error means, to stand in front of its message, which is English; in English that says it all, and this nothing. */
export function meaningOf(lang: Lang, code: string): string {
  const entry = dictionaries[lang][`code.${code}`]
  return typeof entry === 'string' ? `${entry} ` : ''
}

const loads = new Map<string, Promise<void>>()

/** Loads a part's texts, once: the same promise each time, so that React can wait for it. Rejects when they cannot be fetched; the next call tries again. */
export function loadTexts(part: TextPart, lang: Lang): Promise<void> {
  const name = `${part}.${lang}`
  const load =
    loads.get(name) ??
    loadCode(parts[part][lang]).then(
      (texts) => void Object.assign(dictionaries[lang], texts),
      (error: unknown) => {
        loads.delete(name)
        throw error
      },
    )
  loads.set(name, load)
  return load
}

type Text<K extends Key> = Texts[K] extends { readonly other: infer O extends string } ? O : Texts[K]
type Names<T> = T extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never
/** The parameters that the English text of a key names. */
export type Params<K extends Key> = { readonly [N in Names<Text<K>>]: string | number }

/** The text of a key whose part was loaded; `{name}` is replaced by the parameter. Texts with a number have forms and choose by `count`. */
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
