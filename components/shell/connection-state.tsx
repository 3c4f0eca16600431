'use client'
import { type Connection, useConnection } from '../hooks/connection.ts'
import { useLang, useT } from '../i18n/provider.tsx'
import { buttonClass } from '../ui/button.tsx'
import { duration } from '../ui/format.ts'
import { Glyph } from '../ui/status.tsx'
import { useNow } from '../ui/time.tsx'

function useAge({ lostAt }: Connection): string {
  const lang = useLang()
  const now = useNow()
  return duration(lang, Math.max(0, (now ?? lostAt) - lostAt))
}

/** Between 3 and 15 s without connection: how old the values are. */
export function ConnectionChip() {
  const state = useConnection()
  const t = useT()
  const time = useAge(state)
  return (
    <span role="status" className="num text-xs text-muted">
      {state.phase === 'reconnecting' && !state.crowded && (
        <span className="flex items-center gap-1.5">
          <Glyph shape="dashed" tone="warn" className="spin" />
          {state.met ? t('link.reconnecting', { time }) : t('link.reconnecting-first')}
        </span>
      )}
    </span>
  )
}

/** After 15 s without connection, when the session ended or has too many pages open: a banner that stays until it is mended. */
export function ConnectionBanner() {
  const state = useConnection()
  const t = useT()
  const time = useAge(state)
  const out = state.phase === 'signedOut'
  if (!out && !state.crowded && state.phase !== 'offline') return null
  return (
    <div role="alert" className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line bg-raised px-4 py-2">
      <Glyph shape={out ? 'square' : 'triangle'} tone={out ? 'crit' : 'warn'} />
      <span className="min-w-0 flex-1">
        {out ? t('link.signed-out') : state.crowded ? t('link.crowded') : t('link.offline-long', { time })}
      </span>
      {out && (
        <a href="/signin" className={buttonClass('plain', 'small')}>
          {t('link.sign-in')}
        </a>
      )}
    </div>
  )
}
