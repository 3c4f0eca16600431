'use client'
import { createContext, type ReactNode, use, useCallback, useContext } from 'react'
import type { Words } from '../../core/words.ts'
import { type Format, formatOf } from '../ui/format.ts'
import type { Lang } from './lang.ts'
import { loadTexts, meaningOf, problemIn, reasonIn, type TextPart, type Translate, translatorOf } from './translate.ts'

const LangContext = createContext<Lang>('en')

/** Shows what is inside once the texts of every page are there. */
export function LangProvider({ lang, children }: { lang: Lang; children: ReactNode }) {
  // what the page of a pipeline waits for too comes at the same time
  if (typeof location !== 'undefined' && location.pathname.startsWith('/p/')) void loadTexts('live', lang)
  use(loadTexts('pages', lang))
  return <LangContext value={lang}>{children}</LangContext>
}

export const useLang = (): Lang => useContext(LangContext)

/** Waits for a part's texts in the page's language. */
export const useTexts = (part: TextPart): void => use(loadTexts(part, useLang()))

/** The texts of the page's language. */
export const useT = (): Translate => translatorOf(useLang())

/** What a code means, where the page's language is not that of messages. */
export function useMeaning(): (code: string) => string {
  const lang = useLang()
  return (code) => meaningOf(lang, code)
}

/** What is wrong with a pipeline, in the page's language; its part `problems` must be loaded, as it is with that of the designer. */
export function useProblem(): (problem: Parameters<typeof problemIn>[1]) => ReturnType<typeof problemIn> {
  const lang = useLang()
  return useCallback((problem) => problemIn(lang, problem), [lang])
}

/** Why something cannot be done with a pipeline, in the page's language. */
export function useReason(): (words: Words) => string {
  const lang = useLang()
  return (words) => reasonIn(lang, words)
}

/** The figures of the page's language. */
export const useFormat = (): Format => formatOf(useLang())

/** Picks the page's language of words that come from core, such as a node type's title. */
export function useWords(): (words: Words) => string {
  const lang = useLang()
  return (words) => words[lang]
}
