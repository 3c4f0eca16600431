'use client'
import { useRouter } from 'next/navigation'
import { createContext, type ReactNode, useCallback, useContext, useState } from 'react'
import { attributesOf, type Preferences } from '../i18n/preferences.ts'

type Context = { readonly preferences: Preferences; readonly change: (part: Partial<Preferences>) => void }

const PreferencesContext = createContext<Context | null>(null)

/** Holds what this browser prefers. A change is seen at once and kept in cookies for the next answer. */
export function PreferencesProvider({ initial, children }: { initial: Preferences; children: ReactNode }) {
  const [preferences, setPreferences] = useState(initial)
  const router = useRouter()
  const change = useCallback(
    (part: Partial<Preferences>) => {
      const next = { ...preferences, ...part }
      setPreferences(next)
      for (const [name, value] of Object.entries(part)) keep(name, value)
      for (const [name, value] of Object.entries(attributesOf(next)))
        if (value === undefined) document.documentElement.removeAttribute(name)
        else document.documentElement.setAttribute(name, value)
      // the language is the server's to say: it gives <html lang> and every text anew
      if (part.lang !== undefined) router.refresh()
    },
    [preferences, router],
  )
  return <PreferencesContext value={{ preferences, change }}>{children}</PreferencesContext>
}

export function usePreferences(): Context {
  const context = useContext(PreferencesContext)
  if (context === null) throw new Error('usePreferences outside of PreferencesProvider')
  return context
}

const YEAR = 365 * 24 * 3600
function keep(name: string, value: string): void {
  // biome-ignore lint/suspicious/noDocumentCookie: Cookie Store is missing where there is no TLS, as on loopback by address
  document.cookie = `${name}=${value}; Path=/; Max-Age=${YEAR}; SameSite=Lax`
}
