'use client'
import { type KeyboardEvent, useEffect, useState } from 'react'
import { useT } from '../../i18n/provider.tsx'
import { usePreferences } from '../../shell/preferences.tsx'
import { Button } from '../../ui/button.tsx'
import './tour.css'

/** What each step is about, by the id of the part of the page. */
const steps = [
  { text: 'tour.palette', part: 'design-palette' },
  { text: 'tour.canvas', part: 'design-canvas' },
  { text: 'tour.inspector', part: 'inspector' },
  { text: 'tour.deploy', part: 'design-deploy' },
] as const

/** Tells who opens the designer first what is where, in a strip that covers nothing. Once it is ended it does not come back, unless it is asked for in the settings. */
export function Tour() {
  const t = useT()
  const { preferences, change } = usePreferences()
  const [at, setAt] = useState(0)
  const on = preferences.tour === 'on'
  const { text, part } = steps[at]
  useEffect(() => {
    if (!on) return
    const element = document.getElementById(part)
    element?.setAttribute('data-toured', '')
    return () => element?.removeAttribute('data-toured')
  }, [on, part])
  if (!on) return null
  const end = (): void => change({ tour: 'off' })
  const last = at === steps.length - 1
  const leave = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return
    event.stopPropagation()
    end()
  }
  return (
    <section
      aria-label={t('tour.title')}
      onKeyDown={leave}
      className="flex min-h-11 shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line bg-selected px-3 py-1.5"
    >
      <span className="num text-xs text-subtle">{t('tour.step', { step: at + 1, steps: steps.length })}</span>
      <p aria-live="polite" className="min-w-48 flex-1">
        {t(text)}
      </p>
      <span className="flex gap-1">
        {at > 0 && (
          <Button size="small" look="ghost" onClick={() => setAt(at - 1)}>
            {t('tour.back')}
          </Button>
        )}
        {!last && (
          <Button size="small" look="ghost" onClick={end}>
            {t('tour.skip')}
          </Button>
        )}
        <Button size="small" look="primary" onClick={last ? end : () => setAt(at + 1)}>
          {last ? t('tour.done') : t('tour.next')}
        </Button>
      </span>
    </section>
  )
}
