import type { ReactNode } from 'react'
import { cx } from './cx.ts'
import { Glyph, type Shape, type Tone, toneText } from './status.tsx'

/** A word in a frame: a version, a state, a count. With a tone it carries that tone's glyph too. */
export const Badge = ({ tone, shape, className, children }: { tone?: Tone; shape?: Shape; className?: string; children: ReactNode }) => (
  <span
    className={cx(
      'num inline-flex h-5 items-center gap-1 rounded-sm border px-1.5 text-xs font-medium whitespace-nowrap',
      tone === undefined ? 'border-line text-muted' : cx(toneText[tone], 'border-current/35'),
      className,
    )}
  >
    {tone !== undefined && shape !== undefined && <Glyph shape={shape} tone={tone} className="size-2.5" />}
    {children}
  </span>
)
