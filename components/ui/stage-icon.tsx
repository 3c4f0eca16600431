import { Crosshair, Filter, Plug, Rows3, ScanEye, Sigma } from 'lucide-react'
import type { Stage } from '../../core/node-type.ts'
import { cx } from './cx.ts'

const icons = { connect: Plug, collect: Filter, compose: Sigma, consume: ScanEye, consign: Rows3, control: Crosshair } as const

/** The token of a stage's colour, for stripes, icons and SVG. */
export const stageColor: Record<Stage, string> = {
  connect: 'var(--connect)',
  collect: 'var(--collect)',
  compose: 'var(--compose)',
  consume: 'var(--consume)',
  consign: 'var(--consign)',
  control: 'var(--control-stage)',
}

/** The icon of a kind of node: its shape tells, its colour only helps. */
export function StageIcon({ stage, size = 16, className }: { stage: Stage; size?: number; className?: string }) {
  const Icon = icons[stage]
  return <Icon size={size} aria-hidden="true" className={cx('shrink-0', className)} style={{ color: stageColor[stage] }} />
}
