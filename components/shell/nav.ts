import { Bell, LayoutTemplate, Rows3, Settings } from 'lucide-react'

/** The pages of the rail. */
export const pages = [
  { href: '/', key: 'nav.pipelines', icon: Rows3 },
  { href: '/templates', key: 'nav.templates', icon: LayoutTemplate },
  { href: '/alerts', key: 'nav.alerts', icon: Bell },
  { href: '/settings', key: 'nav.settings', icon: Settings },
] as const

/** Whether a page of the rail is the one at `pathname`; pipelines are below the list. */
export const isAt = (href: string, pathname: string): boolean =>
  href === '/'
    ? pathname === '/' || pathname === '/new' || pathname.startsWith('/p/')
    : pathname === href || pathname.startsWith(`${href}/`)
