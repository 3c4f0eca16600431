'use client'
import { useT } from '../../i18n/provider.tsx'
import { Button } from '../../ui/button.tsx'
import { cx } from '../../ui/cx.ts'
import { Glyph } from '../../ui/status.tsx'
import { useEditorState } from '../editor/use-editor.ts'
import { levelLook } from './problems-panel.tsx'

/** How many problems the draft has, in the colour of the worst; a click shows them. */
export function ProblemsChip({ open, onToggle, short = false }: { open: boolean; onToggle: () => void; short?: boolean }) {
  const t = useT()
  const count = useEditorState((s) => s.read.issues.length)
  const worst = useEditorState(
    ({ read: { issues } }) => (['error', 'warning', 'info'] as const).find((level) => issues.some((i) => i.level === level)) ?? null,
  )
  return (
    <Button
      look="ghost"
      size="small"
      data-testid={short ? undefined : 'problems'}
      aria-expanded={open}
      title={t('problems.key')}
      icon={<Glyph {...(worst === null ? { shape: 'dot' as const, tone: 'ok' as const } : levelLook[worst])} />}
      onClick={onToggle}
    >
      <span className={cx('num', short && 'sr-only')}>{t('problems.chip', { count })}</span>
      {short && (
        <span aria-hidden="true" className="num">
          {count}
        </span>
      )}
    </Button>
  )
}
