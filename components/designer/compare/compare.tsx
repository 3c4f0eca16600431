'use client'
import { PencilRuler, RotateCcw } from 'lucide-react'
import { useMemo, useState } from 'react'
import { diffLines, diffTexts } from '../../../core/diff.ts'
import { graphView } from '../../../core/graph-view.ts'
import type { PipelineDetail, PipelineStatus, VersionSummary } from '../../../core/protocol.ts'
import { readingOf } from '../../../core/suggest/index.ts'
import { catalogue } from '../../../nodes/types.gen.ts'
import { useT, useTexts } from '../../i18n/provider.tsx'
import { Button } from '../../ui/button.tsx'
import { Choice } from '../../ui/choice.tsx'
import { Select } from '../../ui/select.tsx'
import { EmptyState, ErrorState } from '../../ui/states.tsx'
import { toastDone, toastError } from '../../ui/toast.tsx'
import { editorOf } from '../editor/use-editor.ts'
import { DeployAgain } from './deploy-again.tsx'
import { DiffCanvas } from './diff-canvas.tsx'
import { DiffList } from './diff-list.tsx'
import { merge } from './merged.ts'
import { Code, TextChanges } from './text-changes.tsx'
import { useTextOf, type Which } from './use-text-of.ts'

const ways = ['graph', 'settings', 'text'] as const
type Way = (typeof ways)[number]
const NOTHING = 'nothing'

export type CompareProps = {
  readonly detail: PipelineDetail
  readonly status: PipelineStatus
  /** Newest first. */
  readonly versions: readonly VersionSummary[]
  readonly shown: Which
  /** What it is compared with; null = it is shown by itself. */
  readonly base: Which | null
  readonly onBase: (base: Which | null) => void
  /** Shows the draft. */
  readonly onEdit: () => void
  readonly onChanged: () => void
}

/** A version or the draft, and how it differs from another one: on the graph, in words, and in the text. */
export function Compare({ detail, status, versions, shown, base, onBase, onEdit, onChanged }: CompareProps) {
  useTexts('design')
  const t = useT()
  const [way, setWay] = useState<Way>('graph')
  const after = useTextOf(detail, shown)
  const before = useTextOf(detail, base)
  const others: Which[] = ['draft' as const, ...versions.map(({ number }) => number)].filter((which) => which !== shown)
  const nameOf = (which: Which): string => (which === 'draft' ? t('compare.draft') : t('live.version-of', { number: which }))
  const error = after.error ?? before.error
  return (
    <div className="flex min-w-0 flex-1 flex-col">
      <div className="flex min-h-12 shrink-0 flex-wrap items-center gap-2 border-b border-line bg-panel px-3 py-1.5">
        <h2 className="font-semibold">{nameOf(shown)}</h2>
        <span className="text-muted">{t('compare.with')}</span>
        <Select<string>
          value={base === null ? NOTHING : String(base)}
          onChange={(value) => onBase(value === NOTHING ? null : value === 'draft' ? value : Number(value))}
          label={t('compare.base')}
          options={[
            ...others.map((which) => ({
              value: String(which),
              label: which === detail.live ? `${nameOf(which)} · ${t('versions.live')}` : nameOf(which),
            })),
            { value: NOTHING, label: t('compare.nothing') },
          ]}
        />
        {base !== null && (
          <Choice
            value={way}
            onChange={setWay}
            label={t('compare.way')}
            options={ways.map((value) => ({ value, label: t(`compare.way.${value}`) }))}
          />
        )}
        <span className="ml-auto flex gap-2">
          {shown === 'draft' ? (
            <Button size="small" icon={<PencilRuler size={14} />} onClick={onEdit}>
              {t('pipeline.edit')}
            </Button>
          ) : (
            after.text !== null && (
              <>
                <Button
                  size="small"
                  icon={<PencilRuler size={14} />}
                  disabled={after.text === detail.draft.text}
                  onClick={() => void revert(after.text!, shown)}
                >
                  {t('compare.revert')}
                </Button>
                {shown !== detail.live && (
                  <DeployAgain detail={detail} status={status} version={shown} text={after.text} onChanged={onChanged}>
                    <Button size="small" icon={<RotateCcw size={14} />}>
                      {t('versions.again')}
                    </Button>
                  </DeployAgain>
                )}
              </>
            )
          )}
        </span>
      </div>
      <div className="min-h-0 flex-1">
        {error !== null ? (
          <ErrorState error={error} />
        ) : after.text === null || (base !== null && before.text === null) ? (
          <div aria-busy="true" className="h-full" />
        ) : base === null ? (
          <Code label={t('yaml.label')}>{after.text}</Code>
        ) : way === 'text' ? (
          <TextChanges before={before.text!} after={after.text} label={t('compare.text')} />
        ) : (
          <Differences before={before.text!} after={after.text} way={way} />
        )}
      </div>
    </div>
  )

  /** As a step of the draft, which can be undone there and by the toast. */
  async function revert(text: string, version: number): Promise<void> {
    const editor = editorOf(detail.name, detail.draft)
    editor.replace(text, { en: `Revert to version ${version}`, zh: `恢复为版本 ${version}` })
    try {
      await editor.saveNow()
      onChanged()
      toastDone(t('deploy.reverted', { number: version }), {
        label: t('do.undo'),
        run: () => {
          editor.undo()
          editor.saveNow().then(onChanged, toastError)
        },
      })
    } catch (failure) {
      toastError(failure)
    }
  }
}

function Differences({ before, after, way }: { before: string; after: string; way: 'graph' | 'settings' }) {
  const t = useT()
  const [selected, setSelected] = useState<string | null>(null)
  const found = useMemo(() => differences(before, after), [before, after])
  if (found === null) return <EmptyState title={t('compare.unreadable')} hint={t('compare.unreadable-hint')} className="h-full" />
  const { merged, lines } = found
  if (way === 'settings') return <DiffList lines={lines} selected={selected} onSelect={setSelected} />
  const here = lines.filter(({ at }) => selected !== null && (at.node === selected || at.wire === selected))
  return (
    <div className="flex h-full flex-col">
      <div className="min-h-0 flex-1">
        <DiffCanvas merged={merged} selected={selected} onSelect={setSelected} />
      </div>
      <div className="max-h-36 shrink-0 overflow-y-auto border-t border-line bg-panel">
        {lines.length === 0 ? (
          <p className="px-4 py-2 text-muted">{t('compare.same-hint')}</p>
        ) : (
          <DiffList lines={here.length > 0 ? here : lines} selected={selected} onSelect={setSelected} />
        )}
      </div>
    </div>
  )
}

function differences(before: string, after: string) {
  const [old, now] = [readingOf(before, catalogue), readingOf(after, catalogue)]
  if (old.pipeline === null || now.pipeline === null || old.compiled === null || now.compiled === null) return null
  const diff = diffTexts(before, after, catalogue)
  const merged = merge(graphView(old.pipeline, old.compiled, catalogue), graphView(now.pipeline, now.compiled, catalogue), diff)
  return { merged, lines: diffLines(diff, catalogue) }
}
