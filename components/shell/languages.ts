import type { Lang } from '../i18n/lang.ts'

/** Each language in its own words. */
export const languageNames: Readonly<Record<Lang, string>> = { en: 'English', zh: '简体中文' }
