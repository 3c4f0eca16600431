import type { Metadata, Viewport } from 'next'
import { cookies, headers } from 'next/headers'
import type { ReactNode } from 'react'
import { localeOf } from '../components/i18n/lang.ts'
import { attributesOf, preferencesOf } from '../components/i18n/preferences.ts'
import { LangProvider } from '../components/i18n/provider.tsx'
import { PreferencesProvider } from '../components/shell/preferences.tsx'
import { Shell } from '../components/shell/shell.tsx'
import './globals.css'

export const metadata: Metadata = {
  title: { default: 'Millrace', template: '%s · Millrace' },
  icons: { icon: { url: '/icon.svg', type: 'image/svg+xml' } },
}

export const viewport: Viewport = {
  colorScheme: 'light dark',
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#ffffff' },
    { media: '(prefers-color-scheme: dark)', color: '#111a2c' },
  ],
}

// reading cookies makes every page dynamic, which the nonce of the content security policy needs as well
export default async function Layout({ children }: { children: ReactNode }) {
  const [jar, head] = await Promise.all([cookies(), headers()])
  const preferences = preferencesOf((name) => jar.get(name)?.value, head.get('accept-language'))
  return (
    <html lang={localeOf(preferences.lang)} {...attributesOf(preferences)}>
      <body>
        <LangProvider lang={preferences.lang}>
          <PreferencesProvider initial={preferences}>
            <Shell>{children}</Shell>
          </PreferencesProvider>
        </LangProvider>
      </body>
    </html>
  )
}
