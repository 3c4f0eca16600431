'use client'
import type { AlertStatus } from '../../core/alert.ts'
import { useAlerts } from '../hooks/alerts.ts'
import { useLang, useT } from '../i18n/provider.tsx'
import { duration } from '../ui/format.ts'
import { severityLook } from '../ui/status.tsx'
import { firedSpans } from './fired.ts'

const HOUR = 3_600_000
const WIDTH = 96
const HEIGHT = 14

/** When a rule fired within the last hour: a strip of it, and the same in words. */
export function LastHour({ status, now }: { status: AlertStatus; now: number }) {
  const t = useT()
  const lang = useLang()
  const { events } = useAlerts()
  const spans = firedSpans(status, events, now - HOUR, now)
  const fired = spans.reduce((sum, { from, to }) => sum + to - from, 0)
  const words = spans.length === 0 ? t('alerts.hour-calm') : t('alerts.hour-fired', { count: spans.length, time: duration(lang, fired) })
  const x = (at: number): number => ((at - now + HOUR) / HOUR) * WIDTH
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width={WIDTH} height={HEIGHT} role="img" aria-label={words} className="block">
      <title>{words}</title>
      <path d={`M0 ${HEIGHT - 1}H${WIDTH}`} stroke="var(--line-strong)" />
      {spans.map(({ from, to }) => (
        <rect
          key={from}
          x={x(from)}
          width={Math.max(1.5, x(to) - x(from))}
          y={1}
          height={HEIGHT - 2}
          fill={`var(--${severityLook[status.severity].tone})`}
        />
      ))}
    </svg>
  )
}
