'use client'
import { Undo2 } from 'lucide-react'
import { useMemo } from 'react'
import { type DiffLine, diffLines, diffTexts } from '../../../core/diff.ts'
import { AppError } from '../../../core/error.ts'
import type { Catalogue } from '../../../core/node-type.ts'
import { useT, useWords } from '../../i18n/provider.tsx'
import { Section } from '../../monitor/panel.tsx'
import { IconButton } from '../../ui/button.tsx'
import { cx } from '../../ui/cx.ts'
import { When } from '../../ui/time.tsx'
import { useEditor, useEditorState } from '../editor/use-editor.ts'

/** The steps that touched a node, newest first, and what the draft changes of it against the deployed version. */
export function HistoryTab({ id }: { id: string }) {
  const t = useT()
  return (
    <>
      <Section title={t('inspector.steps')}>
        <Steps id={id} />
      </Section>
      <Against id={id} />
    </>
  )
}

function Steps({ id }: { id: string }) {
  const t = useT()
  const words = useWords()
  const editor = useEditor()
  const { done, undone } = useEditorState((s) => s.history)
  const steps = [...done, ...undone.toReversed()]
    .map((step, i) => ({ step, i, isUndone: i >= done.length }))
    .filter(({ step }) => step.touched.includes(id))
    .reverse()
  if (steps.length === 0) return <p className="text-subtle">{t('inspector.steps-none')}</p>
  return (
    <ol className="flex flex-col">
      {steps.map(({ step, i, isUndone }) => (
        <li key={`${i} ${step.at}`} className={cx('flex min-h-8 items-center gap-2', isUndone && 'text-subtle line-through')}>
          <span className="min-w-0 flex-1 break-words">
            {words(step.name)}
            {isUndone && <span className="sr-only"> ({t('inspector.step-undone')})</span>}
          </span>
          <span className="shrink-0 text-xs text-subtle">
            <When at={step.at} />
          </span>
          {!isUndone && (
            <IconButton
              label={t('inspector.step-back', { step: words(step.name) })}
              size="small"
              side="left"
              onClick={() => editor.goTo(i)}
            >
              <Undo2 size={14} />
            </IconButton>
          )}
        </li>
      ))}
    </ol>
  )
}

const signs = { added: '+', removed: '−', changed: '~' } as const
const changeWords = { added: 'inspector.diff-new', removed: 'inspector.diff-gone', changed: 'inspector.diff-changed' } as const

function Against({ id }: { id: string }) {
  const t = useT()
  const words = useWords()
  const { catalogue } = useEditor()
  const live = useEditorState((s) => s.live)
  const text = useEditorState((s) => s.text)
  const lines = useMemo(() => (live === null ? [] : linesOf(live.text, text, id, catalogue)), [live, text, id, catalogue])
  if (live === null)
    return (
      <Section title={t('inspector.tab.history')}>
        <p className="text-subtle">{t('inspector.diff-never')}</p>
      </Section>
    )
  return (
    <Section title={t('inspector.diff', { number: live.number })}>
      {lines.length === 0 ? (
        <p className="text-subtle">{t('inspector.diff-none', { number: live.number })}</p>
      ) : (
        <ul className="flex flex-col gap-1">
          {lines.map(({ change, words: line }) => (
            <li key={line.en} className="flex gap-2 break-words">
              <span aria-hidden="true" className="w-3 shrink-0 text-center font-mono text-subtle">
                {signs[change]}
              </span>
              <span className="sr-only">{t(changeWords[change])}: </span>
              <span className="min-w-0">{words(line)}</span>
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}

/** Differences of a node and of its wires; none while the draft cannot be read. */
function linesOf(before: string, after: string, id: string, catalogue: Catalogue): DiffLine[] {
  try {
    return diffLines(diffTexts(before, after, catalogue), catalogue).filter(
      ({ at }) => at.node === id || (at.wire?.split('>').some((end) => end.startsWith(`${id}.`)) ?? false),
    )
  } catch (error) {
    if (error instanceof AppError) return []
    throw error
  }
}
