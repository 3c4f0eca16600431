import type { ReactNode } from 'react'
import type { AlertState } from '../../core/alert.ts'
import type { PipelineState } from '../../core/protocol.ts'
import type { Severity } from '../../core/severity.ts'
import { useT } from '../i18n/provider.tsx'
import { cx } from './cx.ts'

export type Tone = 'ok' | 'warn' | 'crit' | 'info' | 'idle'
/** Shapes that tell states apart without colour. */
export type Shape = 'dot' | 'triangle' | 'square' | 'diamond' | 'dashed' | 'ring' | 'box' | 'half'

export const toneText: Record<Tone, string> = { ok: 'text-ok', warn: 'text-warn', crit: 'text-crit', info: 'text-info', idle: 'text-idle' }

const shapes: Record<Shape, ReactNode> = {
  dot: <circle cx="6" cy="6" r="4" fill="currentColor" />,
  triangle: <path d="M6 1.6 11 10.4H1Z" fill="currentColor" stroke="currentColor" strokeLinejoin="round" />,
  square: <rect x="2" y="2" width="8" height="8" rx="1" fill="currentColor" />,
  diamond: <path d="M6 1 11 6 6 11 1 6Z" fill="currentColor" />,
  dashed: <circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" strokeWidth="1.6" strokeDasharray="2.4 1.8" />,
  ring: <circle cx="6" cy="6" r="3.8" fill="none" stroke="currentColor" strokeWidth="1.6" />,
  box: <rect x="2.4" y="2.4" width="7.2" height="7.2" rx="1" fill="none" stroke="currentColor" strokeWidth="1.6" />,
  half: (
    <>
      <circle cx="6" cy="6" r="3.8" fill="none" stroke="currentColor" strokeWidth="1.6" />
      <path d="M6 2.2a3.8 3.8 0 0 1 0 7.6Z" fill="currentColor" />
    </>
  ),
}

/** A status shape of 12 px; a word stands beside it, always. */
export const Glyph = ({ shape, tone, className }: { shape: Shape; tone: Tone; className?: string }) => (
  <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true" className={cx('shrink-0', toneText[tone], className)}>
    {shapes[shape]}
  </svg>
)

export const pipelineLook: Record<PipelineState, { readonly shape: Shape; readonly tone: Tone }> = {
  idle: { shape: 'ring', tone: 'idle' },
  starting: { shape: 'dashed', tone: 'info' },
  recovering: { shape: 'dashed', tone: 'warn' },
  running: { shape: 'dot', tone: 'ok' },
  draining: { shape: 'dashed', tone: 'info' },
  ended: { shape: 'box', tone: 'idle' },
  stopped: { shape: 'box', tone: 'idle' },
  failed: { shape: 'square', tone: 'crit' },
  backoff: { shape: 'triangle', tone: 'warn' },
}

/** How a pipeline looks that was never deployed. */
export const draftLook: { readonly shape: Shape; readonly tone: Tone } = { shape: 'half', tone: 'idle' }

export const severityLook: Record<Severity, { readonly shape: Shape; readonly tone: Tone }> = {
  info: { shape: 'dot', tone: 'info' },
  warning: { shape: 'triangle', tone: 'warn' },
  critical: { shape: 'square', tone: 'crit' },
}

/** How the state of a rule looks; while it fires, its severity decides. */
export function alertLook(state: AlertState, severity: Severity): { readonly shape: Shape; readonly tone: Tone } {
  switch (state) {
    case 'firing':
      return severityLook[severity]
    case 'pending':
      return { shape: 'half', tone: 'warn' }
    case 'recovering':
      return { shape: 'half', tone: 'ok' }
    case 'noData':
      return { shape: 'dashed', tone: 'idle' }
    case 'error':
      return { shape: 'square', tone: 'crit' }
    case 'normal':
      return { shape: 'dot', tone: 'ok' }
  }
}

/** Glyph and word. `quiet` keeps the word in the colour of the text around it. */
export const Status = ({ shape, tone, quiet = false, children }: { shape: Shape; tone: Tone; quiet?: boolean; children: ReactNode }) => (
  <span className={cx('inline-flex items-center gap-1.5 align-middle whitespace-nowrap', !quiet && toneText[tone])}>
    <Glyph shape={shape} tone={tone} />
    <span>{children}</span>
  </span>
)

/** The state of a pipeline's run, in glyph and word. */
export function PipelineStateLabel({ state }: { state: PipelineState }) {
  const t = useT()
  const look = pipelineLook[state]
  return (
    <Status {...look} quiet={look.tone === 'ok' || look.tone === 'idle'}>
      {t(`state.${state}`)}
    </Status>
  )
}
