'use client'
import type { DiffLine } from '../../../core/diff.ts'
import { useT, useWords } from '../../i18n/provider.tsx'
import { cx } from '../../ui/cx.ts'
import { EmptyState } from '../../ui/states.tsx'
import { signs } from './diff-canvas.tsx'

const tones = { added: 'text-ok', removed: 'text-crit', changed: 'text-warn' } as const

/** The differences one by one, in words. */
export function DiffList({
  lines,
  selected,
  onSelect,
}: {
  lines: readonly DiffLine[]
  selected: string | null
  onSelect: (id: string | null) => void
}) {
  const t = useT()
  const words = useWords()
  if (lines.length === 0) return <EmptyState title={t('compare.same')} hint={t('compare.same-hint')} className="h-full" />
  return (
    <ul aria-label={t('compare.settings')} className="relative h-full overflow-y-auto">
      {lines.map(({ at, change, words: said }, i) => {
        const id = at.node ?? at.wire ?? null
        const row = (
          <>
            <span aria-hidden="true" className={cx('w-3 shrink-0 text-center font-mono font-semibold', tones[change])}>
              {signs[change]}
            </span>
            <span className="sr-only">{t(`compare.${change}`)} </span>
            <span className="min-w-0 flex-1 break-words">{words(said)}</span>
          </>
        )
        const look = cx('flex w-full gap-2.5 border-b border-line px-4 py-2 text-left', id !== null && id === selected && 'bg-selected')
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: the list is made anew when it changes
          <li key={i}>
            {id === null ? (
              <span className={look}>{row}</span>
            ) : (
              <button type="button" className={cx(look, '-outline-offset-2! hover:bg-hover')} onClick={() => onSelect(id)}>
                {row}
              </button>
            )}
          </li>
        )
      })}
    </ul>
  )
}
