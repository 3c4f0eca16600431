'use client'
import { MapPinOff } from 'lucide-react'
import Link from 'next/link'
import { useT } from '../i18n/provider.tsx'
import { buttonClass } from '../ui/button.tsx'
import { EmptyState } from '../ui/states.tsx'

/** Nothing is at this address. */
export function NotFound() {
  const t = useT()
  return (
    <EmptyState
      as="h1"
      className="h-full"
      icon={<MapPinOff size={32} strokeWidth={1.5} />}
      title={t('error.not-found')}
      hint={t('error.not-found-hint')}
    >
      <Link href="/" className={buttonClass('primary')}>
        {t('error.to-list')}
      </Link>
    </EmptyState>
  )
}
