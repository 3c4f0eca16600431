'use client'
import { Keyboard } from 'lucide-react'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { useT } from '../i18n/provider.tsx'
import { CountDot } from '../ui/count.tsx'
import { cx } from '../ui/cx.ts'
import { Tooltip } from '../ui/tooltip.tsx'
import { Logo } from './logo.tsx'
import { isAt, pages } from './nav.ts'

const item =
  'relative flex size-10 items-center justify-center rounded-md text-muted transition-colors duration-(--quick) hover:bg-hover hover:text-fg'

/** The way between pages: a rail at the left, at the foot of a narrow window. */
export function Rail({ firing, onKeys }: { firing: number; onKeys: () => void }) {
  const t = useT()
  const pathname = usePathname()
  return (
    <nav
      aria-label={t('nav.main')}
      className="order-last flex items-center justify-around border-t border-line bg-panel py-1 sm:order-none sm:row-span-2 sm:flex-col sm:justify-start sm:gap-1 sm:border-t-0 sm:border-r sm:py-2"
    >
      <span className="mb-3 hidden size-10 items-center justify-center text-accent sm:flex">
        <Logo />
      </span>
      {pages.map(({ href, key, icon: Icon }) => {
        const here = isAt(href, pathname)
        return (
          <span key={href} className="relative">
            <Tooltip text={t(key)} side="right">
              <Link
                href={href}
                aria-label={t(key)}
                aria-current={here ? 'page' : undefined}
                className={cx(item, here && 'bg-selected text-fg')}
              >
                {here && <span className="absolute inset-y-2 -left-2 hidden w-0.5 rounded-full bg-accent sm:block" />}
                <Icon size={18} strokeWidth={1.75} aria-hidden="true" />
              </Link>
            </Tooltip>
            {href === '/alerts' && <CountDot count={firing} />}
          </span>
        )
      })}
      <span className="hidden flex-1 sm:block" />
      <Tooltip text={t('keys.open')} side="right">
        <button type="button" aria-label={t('keys.open')} onClick={onKeys} className={cx(item, 'hidden sm:flex')}>
          <Keyboard size={18} strokeWidth={1.75} aria-hidden="true" />
        </button>
      </Tooltip>
    </nav>
  )
}
