'use client'
import { type ReactNode, useMemo } from 'react'
import { useT } from '../../i18n/provider.tsx'
import { cx } from '../../ui/cx.ts'
import { EmptyState } from '../../ui/states.tsx'
import { signs } from './diff-canvas.tsx'
import { textDiff } from './text-diff.ts'

/** A pipeline's text to read. */
export const Code = ({ label, children }: { label: string; children: ReactNode }) => (
  <section
    aria-label={label}
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    tabIndex={0}
    className="relative h-full overflow-auto bg-panel px-4 py-3 font-mono text-xs leading-5 whitespace-pre -outline-offset-2!"
  >
    {children}
  </section>
)

/** Unchanged lines that are shown around a change. */
const AROUND = 3

/** How two texts differ, line by line. */
export function TextChanges({ before, after, label }: { before: string; after: string; label: string }) {
  const t = useT()
  const lines = useMemo(() => textDiff(before, after), [before, after])
  const near = useMemo(() => {
    const shown = new Set<number>()
    for (const [i, line] of lines.entries()) if (line.kind !== 'same') for (let k = i - AROUND; k <= i + AROUND; k++) shown.add(k)
    return shown
  }, [lines])
  if (near.size === 0) return <EmptyState title={t('compare.same')} className="h-full" />
  return (
    <Code label={label}>
      {lines.map((line, i) => {
        if (!near.has(i))
          return near.has(i - 1) ? (
            <span key={line.text + String(i)} className="block text-subtle">
              ⋯
            </span>
          ) : null
        return (
          <span
            key={line.text + String(i)}
            className={cx('block min-h-5', line.kind === 'added' && 'bg-ok/10', line.kind === 'removed' && 'bg-crit/10')}
          >
            <span aria-hidden="true" className="mr-2 inline-block w-3 text-subtle select-none">
              {line.kind === 'same' ? '' : signs[line.kind]}
            </span>
            {line.kind !== 'same' && <span className="sr-only">{t(`compare.${line.kind}`)} </span>}
            {line.text}
          </span>
        )
      })}
    </Code>
  )
}
