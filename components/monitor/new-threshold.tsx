'use client'
import { BellPlus } from 'lucide-react'
import { useRef, useState } from 'react'
import { type MetricName, type MetricScope, metricNames, metrics } from '../../core/metric-names.ts'
import { FigureStrip, STRIP_HEIGHT } from '../alerts/figure-strip.tsx'
import { useFormat, useT, useWords } from '../i18n/provider.tsx'
import { useKeyTable } from '../shell/key-sheet.tsx'
import { IconButton } from '../ui/button.tsx'
import { Popover } from '../ui/popover.tsx'
import { chartKeys } from './chart-keys.ts'
import { newThreshold, type ThresholdDraft } from './threshold-draft.ts'
import { ThresholdForm } from './threshold-form.tsx'
import { useThresholdPreview } from './threshold-preview.ts'
import { useThresholdSaving } from './threshold-saving.tsx'
import { useAlertKey } from './use-alert-key.ts'

/** Marks the part of a page in which alone `A` sets a threshold on what is shown there. */
export const alertKeyArea = { 'data-alert-key': '' } as const

const choicesOf = (scope: MetricScope): readonly MetricName[] =>
  metricNames.filter((name) => (metrics[name].scopes as readonly MetricScope[]).includes(scope))

/** Sets a threshold on a figure of a node or wire, by a click or by `A`; nothing where rules cannot be changed. `first` = the figure that is meant at first. */
export function NewThreshold({ on, name, first }: { on: string; name: string; first: MetricName }) {
  const t = useT()
  const saving = useThresholdSaving()
  const [draft, setDraft] = useState<ThresholdDraft | null>(null)
  const button = useRef<HTMLButtonElement>(null)
  const area = useRef<HTMLElement | null>(null)
  // the area is around this, so it is there before effects of hooks that look into it
  const found = (element: HTMLButtonElement | null) => {
    button.current = element
    if (element !== null) area.current = element.closest<HTMLElement>('[data-alert-key]') ?? document.body
  }
  const ask = () => setDraft(newThreshold(on, first, Number.NaN))
  useAlertKey(area, ask)
  useKeyTable('keys.figures', chartKeys)
  if (saving === null) return null
  const close = () => {
    setDraft(null)
    button.current?.focus()
  }
  return (
    <Popover
      anchored
      align="end"
      label={t('threshold.alert-when')}
      open={draft !== null}
      onOpenChange={(open) => !open && close()}
      className="w-96 p-3"
      trigger={
        <span>
          <IconButton ref={found} size="small" label={t('threshold.new-on', { name })} aria-keyshortcuts="A" onClick={ask}>
            <BellPlus size={14} />
          </IconButton>
        </span>
      }
    >
      {draft !== null && <Setting draft={draft} saving={saving} onChange={setDraft} onClose={close} />}
    </Popover>
  )
}

function Setting({
  draft,
  saving,
  onChange,
  onClose,
}: {
  draft: ThresholdDraft
  saving: NonNullable<ReturnType<typeof useThresholdSaving>>
  onChange: (draft: ThresholdDraft) => void
  onClose: () => void
}) {
  const format = useFormat()
  const words = useWords()
  const preview = useThresholdPreview(saving.pipeline, draft)
  if (preview === null) return <div style={{ height: STRIP_HEIGHT }} aria-busy="true" />
  const { figures, test, settled } = preview
  const { unit, title } = metrics[draft.metric]
  return (
    <div className="flex flex-col gap-2">
      <p className="flex min-w-0 items-baseline justify-between gap-3 text-xs text-subtle">
        <code className="truncate font-mono">{draft.on}</code>
        <span className="shrink-0">{words(title)}</span>
      </p>
      {figures === null ? (
        <div style={{ height: STRIP_HEIGHT }} aria-busy="true" />
      ) : (
        <FigureStrip
          figures={figures}
          test={test}
          threshold={Number.isNaN(draft.value) ? undefined : draft.value}
          recover={settled.recover ?? undefined}
          severity={draft.severity}
          show={(value) => format.of(unit, value)}
        />
      )}
      <ThresholdForm
        draft={draft}
        preview={preview}
        choices={choicesOf(draft.on.includes('>') ? 'wire' : 'node')}
        first="value"
        saving={saving}
        onChange={onChange}
        onClose={onClose}
      />
    </div>
  )
}
