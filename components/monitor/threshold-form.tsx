'use client'
import { useState } from 'react'
import type { Command } from '../../core/edit/index.ts'
import { type MetricName, metrics } from '../../core/metric-names.ts'
import { severities } from '../../core/severity.ts'
import { useT, useWords } from '../i18n/provider.tsx'
import { Button } from '../ui/button.tsx'
import { cx } from '../ui/cx.ts'
import { Field, Input } from '../ui/input.tsx'
import { Select } from '../ui/select.tsx'
import { ErrorText } from '../ui/states.tsx'
import { Glyph, severityLook } from '../ui/status.tsx'
import { toastDone } from '../ui/toast.tsx'
import { type Settled, type ThresholdDraft, tidy, written } from './threshold-draft.ts'
import type { ThresholdPreview } from './threshold-preview.ts'
import type { useThresholdSaving } from './threshold-saving.tsx'
import { useAction } from './use-action.ts'

/** A field of the form that gets the focus first. */
export type FormPlace = 'value' | 'for' | 'recover'

/** The settings of a threshold, wherever it is set. */
export function ThresholdForm({
  draft,
  preview: { settled, rule: made, told, inText },
  choices,
  first,
  saving,
  onChange,
  onClose,
}: {
  draft: ThresholdDraft
  preview: ThresholdPreview
  /** What a new threshold may be on. */
  choices: readonly MetricName[]
  first: FormPlace
  saving: NonNullable<ReturnType<typeof useThresholdSaving>>
  onChange: (draft: ThresholdDraft) => void
  onClose: () => void
}) {
  const t = useT()
  const words = useWords()
  const action = useAction()
  const valid = made !== null
  const { size, unit } = written[metrics[draft.metric].unit]
  const write = (value: number | null) => (value === null ? '' : String(tidy(value / size)))
  const read = (text: string) => (text.trim() === '' ? Number.NaN : tidy(Number(text) * size))
  const [value, setValue] = useState(() => write(draft.value))
  const [gone, setGone] = useState(false)
  const { rule } = draft
  const choose = (metric: MetricName) => {
    const now = written[metrics[metric].unit]
    onChange({ ...draft, metric, value: tidy((draft.value / size) * now.size), recover: 'suggested' })
  }

  const put = (make: () => { readonly command: Command; readonly name: string } | null, done: 'created' | 'changed' | 'removed') =>
    action.run(async () => {
      const change = make()
      setGone(change === null)
      if (change === null) return
      await saving.save(change.command)
      toastDone(saving.held === null ? t(`threshold.${done}`, { name: change.name }) : t('threshold.drafted'))
      onClose()
    })
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault()
        if (valid) put(() => inText.changeIn(saving.draft, settled), rule === null ? 'created' : 'changed')
      }}
    >
      <div className="flex flex-wrap items-center gap-2">
        {rule === null ? (
          <>
            <span className="font-semibold">{t('threshold.alert-when')}</span>
            {choices.length === 1 ? (
              <span>{words(metrics[draft.metric].title)}</span>
            ) : (
              <Select
                label={t('threshold.metric')}
                value={draft.metric}
                onChange={choose}
                options={choices.map((metric) => ({ value: metric, label: words(metrics[metric].title) }))}
              />
            )}
            <Select
              label={t('threshold.side')}
              value={draft.side}
              onChange={(side) => onChange({ ...draft, side, recover: 'suggested' })}
              options={(['above', 'below'] as const).map((side) => ({ value: side, label: t(`threshold.${side}`) }))}
            />
          </>
        ) : (
          <span className="font-semibold">
            {rule.name}: {words(metrics[draft.metric].title)} {t(`threshold.${draft.side}`)}
          </span>
        )}
      </div>
      <div className="grid grid-cols-2 gap-3">
        <Field label={unit === '' ? t('threshold.value') : `${t('threshold.value')} (${unit})`}>
          {(ids) => (
            <Input
              {...ids}
              autoFocus={first === 'value'}
              inputMode="decimal"
              className="num"
              value={value}
              onFocus={(event) => event.currentTarget.select()}
              onChange={(event) => {
                setValue(event.target.value)
                onChange({ ...draft, value: read(event.target.value) })
              }}
            />
          )}
        </Field>
        <Field label={t('threshold.for')}>
          {(ids) => (
            <Input
              {...ids}
              autoFocus={first === 'for'}
              className="num"
              value={draft.for}
              onFocus={(event) => event.currentTarget.select()}
              onChange={(event) => onChange({ ...draft, for: event.target.value })}
            />
          )}
        </Field>
        <Recover
          settled={settled}
          first={first === 'recover'}
          write={write}
          read={read}
          onChange={(recover) => onChange({ ...draft, recover })}
          unit={unit}
        />
        <Field label={t('threshold.severity')}>
          {({ id }) => (
            <Select
              id={id}
              value={draft.severity}
              onChange={(severity) => onChange({ ...draft, severity })}
              options={severities.map((each) => ({
                value: each,
                label: t(`severity.${each}`),
                icon: <Glyph {...severityLook[each]} />,
              }))}
            />
          )}
        </Field>
      </div>
      <p className="num text-xs text-muted">{told}</p>
      {!valid && value !== '' && <p className="text-xs text-crit">{t('threshold.invalid')}</p>}
      {saving.held !== null && (
        <p className={cx('text-xs', saving.held === 'threshold.drawn' ? 'text-muted' : 'text-warn')}>{t(saving.held)}</p>
      )}
      {gone && rule !== null && <p className="text-xs text-crit">{t('threshold.gone', { name: rule.name })}</p>}
      {action.error !== null && <ErrorText error={action.error} className="text-crit" />}
      <div className="flex gap-2">
        {rule !== null && (
          <Button look="danger" disabled={action.busy} onClick={() => put(() => inText.removalIn(saving.draft, rule.name), 'removed')}>
            {t('threshold.remove')}
          </Button>
        )}
        <span className="flex-1" />
        <Button onClick={onClose}>{t('do.cancel')}</Button>
        <Button type="submit" look="primary" busy={action.busy} disabled={!valid}>
          {t(saving.held !== null ? 'threshold.to-draft' : rule === null ? 'threshold.create' : 'threshold.change')}
        </Button>
      </div>
    </form>
  )
}

/** Follows the suggestion until something is written into it. */
function Recover({
  settled,
  first,
  unit,
  write,
  read,
  onChange,
}: {
  settled: Settled
  first: boolean
  unit: string
  write: (value: number | null) => string
  read: (text: string) => number
  onChange: (recover: number | null) => void
}) {
  const t = useT()
  const [text, setText] = useState<string | null>(null)
  return (
    <Field label={unit === '' ? t('threshold.recover') : `${t('threshold.recover')} (${unit})`}>
      {(ids) => (
        <Input
          {...ids}
          autoFocus={first}
          inputMode="decimal"
          className="num"
          placeholder={t('threshold.recover-none')}
          value={text ?? write(settled.recover)}
          onFocus={(event) => event.currentTarget.select()}
          onChange={(event) => {
            setText(event.target.value)
            onChange(event.target.value.trim() === '' ? null : read(event.target.value))
          }}
        />
      )}
    </Field>
  )
}
