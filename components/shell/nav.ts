import { Bell, LayoutTemplate, Rows3, Settings } from 'lucide-react'

/** The pages of the rail, with the second key of their shortcut. */
export const pages = [
  { href: '/', key: 'nav.pipelines', icon: Rows3, shortcut: 'p' },
  { href: '/templates', key: 'nav.templates', icon: LayoutTemplate, shortcut: 't' },
  { href: '/alerts', key: 'nav.alerts', icon: Bell, shortcut: 'a' },
  { href: '/settings', key: 'nav.settings', icon: Settings, shortcut: 's' },
] as const

/** Whether a page of the rail is the one at `pathname`; pipelines are below the list. */
export const isAt = (href: string, pathname: string): boolean =>
  href === '/'
    ? pathname === '/' || pathname === '/new' || pathname.startsWith('/p/')
    : pathname === href || pathname.startsWith(`${href}/`)
