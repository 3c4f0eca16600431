import type { Metadata } from 'next'
import { cookies, headers } from 'next/headers'
import type { Key } from './en.ts'
import { langOf } from './lang.ts'
import { loadTexts, translatorOf } from './translate.ts'

/** The title of a page in the language of the request. */
export async function pageTitle(key: Extract<Key, `nav.${string}`>): Promise<Metadata> {
  const [jar, head] = await Promise.all([cookies(), headers()])
  const lang = langOf(jar.get('lang')?.value, head.get('accept-language'))
  await loadTexts('pages', lang)
  return { title: translatorOf(lang)(key) }
}
