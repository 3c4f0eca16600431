import { type Lang, langOf } from './lang.ts'

/** What a browser prefers, kept in cookies so that the first answer already looks right; `system` sets nothing. */
export type Preferences = {
  readonly lang: Lang
  readonly theme: 'system' | 'light' | 'dark'
  readonly density: 'comfortable' | 'compact'
  readonly motion: 'system' | 'full' | 'reduced'
  /** Whether the designer tells what is where. */
  readonly tour: 'on' | 'off'
}

const choices = {
  theme: ['system', 'light', 'dark'],
  density: ['comfortable', 'compact'],
  motion: ['system', 'full', 'reduced'],
  tour: ['on', 'off'],
} as const

/** Reads the preferences from a request; what is missing or unknown is the first choice. */
export function preferencesOf(cookie: (name: string) => string | undefined, acceptLanguage: string | null): Preferences {
  const pick = <K extends keyof typeof choices>(name: K): (typeof choices)[K][number] =>
    choices[name].find((choice) => choice === cookie(name)) ?? choices[name][0]
  return {
    lang: langOf(cookie('lang'), acceptLanguage),
    theme: pick('theme'),
    density: pick('density'),
    motion: pick('motion'),
    tour: pick('tour'),
  }
}

/** The attributes of `<html>` that the tokens react to. */
export const attributesOf = ({ theme, density, motion }: Preferences) => ({
  'data-theme': theme === 'system' ? undefined : theme,
  'data-density': density,
  'data-motion': motion === 'system' ? undefined : motion,
})
