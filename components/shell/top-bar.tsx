'use client'
import { Search } from 'lucide-react'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import type { AlertStatus } from '../../core/alert.ts'
import { Bell } from '../alerts/bell.tsx'
import { useT } from '../i18n/provider.tsx'
import { Kbd } from '../ui/kbd.tsx'
import { ConnectionChip } from './connection-state.tsx'
import { useModKey } from './keys.ts'

/** Where you are, search, connection and bell. */
export function TopBar({ firing, onSearch }: { firing: readonly AlertStatus[]; onSearch: () => void }) {
  const t = useT()
  const mod = useModKey()
  return (
    <header className="flex h-(--bar) items-center gap-2 border-b border-line bg-panel px-3 sm:px-4">
      <Breadcrumb />
      <span className="flex-1" />
      <ConnectionChip />
      <button
        type="button"
        onClick={onSearch}
        aria-keyshortcuts="Control+K Meta+K"
        className="flex h-8 items-center gap-2 rounded-md border border-control bg-panel px-2 text-subtle transition-colors duration-(--quick) hover:border-muted hover:text-fg sm:w-56"
      >
        <Search size={14} aria-hidden="true" />
        <span className="sr-only sm:not-sr-only">{t('palette.open')}</span>
        <span className="ml-auto hidden gap-1 sm:flex" aria-hidden="true">
          <Kbd>{mod}</Kbd>
          <Kbd>K</Kbd>
        </span>
      </button>
      <Bell firing={firing} />
    </header>
  )
}

function Breadcrumb() {
  const t = useT()
  const pathname = usePathname()
  const [, first, second] = pathname.split('/')
  const steps: { text: string; href: string }[] =
    first === 'alerts'
      ? [{ text: t('nav.alerts'), href: '/alerts' }]
      : first === 'settings'
        ? [{ text: t('nav.settings'), href: '/settings' }]
        : first === 'templates'
          ? [{ text: t('nav.templates'), href: '/templates' }]
          : [{ text: t('nav.pipelines'), href: '/' }]
  if (first === 'new') steps.push({ text: t('nav.new'), href: pathname })
  if (first === 'p' && second !== undefined) steps.push({ text: decodeURIComponent(second), href: pathname })
  return (
    <nav aria-label={t('nav.place')} className="min-w-0">
      <ol className="flex items-center gap-1.5 whitespace-nowrap">
        {steps.map(({ text, href }, i) => (
          <li key={href} className="flex min-w-0 items-center gap-1.5">
            {i > 0 && (
              <span aria-hidden="true" className="text-subtle">
                /
              </span>
            )}
            {i === steps.length - 1 ? (
              <span aria-current="page" className="truncate font-medium">
                {text}
              </span>
            ) : (
              <Link href={href} className="rounded-sm text-muted hover:text-fg">
                {text}
              </Link>
            )}
          </li>
        ))}
      </ol>
    </nav>
  )
}
