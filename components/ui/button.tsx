import type { ComponentProps, ReactNode } from 'react'
import { cx } from './cx.ts'
import { Tooltip } from './tooltip.tsx'

type Look = 'primary' | 'plain' | 'ghost' | 'danger'

const looks: Record<Look, string> = {
  primary: 'bg-primary text-on-primary hover:bg-primary-hover border-transparent',
  plain: 'bg-panel text-fg border-line-strong hover:bg-hover',
  ghost: 'bg-transparent text-muted border-transparent hover:bg-hover hover:text-fg',
  danger: 'bg-panel text-crit border-line-strong hover:bg-hover',
}
const base =
  'inline-flex shrink-0 select-none items-center justify-center gap-1.5 rounded-md border font-medium whitespace-nowrap transition-colors duration-(--quick) disabled:cursor-not-allowed disabled:opacity-50 pointer-coarse:min-h-10 pointer-coarse:min-w-10'

export type ButtonProps = ComponentProps<'button'> & {
  look?: Look
  size?: 'small' | 'medium'
  icon?: ReactNode
  /** Shows that the click is at work; the button takes no further one. */
  busy?: boolean
}

/** The one button. `small` is for rows and toolbars. */
export function Button({
  look = 'plain',
  size = 'medium',
  icon,
  busy = false,
  className,
  children,
  disabled,
  type = 'button',
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      disabled={disabled === true || busy}
      aria-busy={busy || undefined}
      className={cx(base, looks[look], size === 'small' ? 'h-7 px-2 text-xs' : 'h-8 px-3 text-sm', className)}
    >
      {busy ? <Spinner /> : icon}
      {children}
    </button>
  )
}

export type IconButtonProps = Omit<ButtonProps, 'children' | 'icon' | 'title'> & {
  /** The accessible name, also shown as tooltip. */
  label: string
  children: ReactNode
  side?: 'top' | 'right' | 'bottom' | 'left'
}

/** A square button of an icon; its label is the tooltip and the accessible name. */
export function IconButton({
  label,
  look = 'ghost',
  size = 'medium',
  busy = false,
  className,
  children,
  disabled,
  side,
  type = 'button',
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip text={label} side={side}>
      <button
        {...rest}
        type={type}
        aria-label={label}
        disabled={disabled === true || busy}
        aria-busy={busy || undefined}
        className={cx(base, looks[look], size === 'small' ? 'size-7' : 'size-8', className)}
      >
        {busy ? <Spinner /> : children}
      </button>
    </Tooltip>
  )
}

/** The class of a link that looks like a button. */
export const buttonClass = (look: Look = 'plain', size: 'small' | 'medium' = 'medium'): string =>
  cx(base, looks[look], size === 'small' ? 'h-7 px-2 text-xs' : 'h-8 px-3 text-sm')

function Spinner() {
  return (
    <svg viewBox="0 0 16 16" className="spin size-3.5" aria-hidden="true">
      <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" strokeWidth="2" opacity="0.25" />
      <path d="M14 8a6 6 0 0 0-6-6" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
    </svg>
  )
}
