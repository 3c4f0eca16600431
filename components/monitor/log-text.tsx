'use client'
import type { LogLine } from '../../core/protocol.ts'
import { useT } from '../i18n/provider.tsx'
import { cx } from '../ui/cx.ts'
import { Glyph } from '../ui/status.tsx'

/** The level of a line in glyph and word, where it is not merely an information. */
export function LogLevel({ level }: { level: LogLine['level'] }) {
  const t = useT()
  if (level === 'info') return <span className="text-subtle">{t('logs.info')}</span>
  return (
    <span className={cx('inline-flex items-center gap-1 font-medium', level === 'error' ? 'text-crit' : 'text-warn')}>
      <Glyph shape={level === 'error' ? 'square' : 'triangle'} tone={level === 'error' ? 'crit' : 'warn'} className="size-2.5" />
      {t(`logs.${level}`)}
    </span>
  )
}

/** A line without its time: level where it matters, and message. */
export const LogText = ({ line }: { line: LogLine }) => (
  <>
    {line.level !== 'info' && (
      <>
        <LogLevel level={line.level} />{' '}
      </>
    )}
    <span className="font-mono">{line.message}</span>
  </>
)
