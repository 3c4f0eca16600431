export const langs = ['en', 'zh'] as const
export type Lang = (typeof langs)[number]

const locales = { en: 'en', zh: 'zh-CN' } as const

/** The BCP 47 tag of a language, for `<html lang>` and Intl. */
export const localeOf = (lang: Lang): string => locales[lang]

/** The language to show: the chosen one, else the first of Accept-Language that there is, else English. */
export function langOf(cookie: string | undefined, accept: string | null): Lang {
  if (cookie === 'en' || cookie === 'zh') return cookie
  const wanted = (accept ?? '')
    .split(',')
    .map((part) => {
      const [tag, ...params] = part.trim().split(';')
      const q = params.map((p) => p.trim()).find((p) => p.startsWith('q='))
      return { tag: tag.toLowerCase(), q: q === undefined ? 1 : Number(q.slice(2)) }
    })
    .filter(({ q }) => q > 0)
    .sort((a, b) => b.q - a.q)
  for (const { tag } of wanted) for (const lang of langs) if (tag === lang || tag.startsWith(`${lang}-`)) return lang
  return 'en'
}
