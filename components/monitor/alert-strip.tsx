'use client'
import { Crosshair } from 'lucide-react'
import type { AlertStatus, Rule } from '../../core/alert.ts'
import { AcknowledgeButton } from '../alerts/acknowledge.tsx'
import { messageOf } from '../alerts/message.ts'
import { Silence, SilencedMark } from '../alerts/silence.tsx'
import { ruleFigure } from '../designer/rule-words.ts'
import { useFormat, useLang, useT } from '../i18n/provider.tsx'
import { Button } from '../ui/button.tsx'
import { cx } from '../ui/cx.ts'
import { alertLook, Status } from '../ui/status.tsx'
import { Ago } from '../ui/time.tsx'

/** What fires now, above everything else of the page. */
export function AlertStrip({
  firing,
  rules,
  onShow,
}: {
  firing: readonly AlertStatus[]
  rules: readonly Rule[]
  onShow: (on: string) => void
}) {
  const t = useT()
  return (
    <section aria-label={t('alert-strip.title')} className="shrink-0 border-b border-line">
      {firing.map((status) => (
        <Alert key={status.rule} status={status} rule={rules.find((r) => r.name === status.rule) ?? null} onShow={onShow} />
      ))}
    </section>
  )
}

function Alert({ status, rule, onShow }: { status: AlertStatus; rule: Rule | null; onShow: (on: string) => void }) {
  const t = useT()
  const lang = useLang()
  const format = useFormat()
  const { value } = status
  const silenced = status.silencedUntil !== null
  const figure = value === null || rule === null ? null : ruleFigure(rule, value, format, lang)
  return (
    <div
      className={cx(
        'flex min-h-10 flex-wrap items-center gap-x-3 gap-y-1 px-4 py-1',
        silenced ? 'bg-hover' : status.severity === 'critical' ? 'bg-crit/10' : status.severity === 'warning' ? 'bg-warn/10' : 'bg-info/10',
      )}
    >
      <Status {...alertLook(status.state, status.severity)}>
        <span className="font-medium text-fg">{t(`severity.${status.severity}`)}</span>
      </Status>
      <span className={cx('font-medium', silenced && 'line-through decoration-subtle')}>
        {messageOf(status, rule, lang, format) || status.rule}
      </span>
      <span className="num text-muted">
        {figure !== null && `${t('alert-strip.value', { value: figure })} · `}
        <Ago at={status.since} bare />
      </span>
      <SilencedMark status={status} />
      <span className="ml-auto flex items-center gap-1">
        {status.on !== 'pipeline' && (
          <Button look="ghost" size="small" icon={<Crosshair size={14} />} onClick={() => onShow(status.on)}>
            {t('alert-strip.show')}
          </Button>
        )}
        <AcknowledgeButton status={status} />
        <Silence status={status} />
      </span>
    </div>
  )
}
