import { type ComponentProps, type ReactNode, useId } from 'react'
import { cx } from './cx.ts'

export const controlClass =
  'rounded-md border border-control bg-panel text-sm text-fg transition-colors duration-(--quick) hover:border-muted disabled:cursor-not-allowed disabled:opacity-50 aria-invalid:border-crit pointer-coarse:min-h-10'

/** A line of text. */
export function Input({ className, icon, ...rest }: ComponentProps<'input'> & { icon?: ReactNode }) {
  if (icon === undefined) return <input {...rest} className={cx(controlClass, 'h-8 w-full min-w-0 px-2.5', className)} />
  return (
    <span className={cx('relative inline-flex', className)}>
      <span className="pointer-events-none absolute inset-y-0 left-2 flex items-center text-subtle" aria-hidden="true">
        {icon}
      </span>
      <input {...rest} className={cx(controlClass, 'h-8 w-full min-w-0 pr-2.5 pl-8')} />
    </span>
  )
}

/** Many lines of text; `code` sets them in the fixed-width face. */
export function Textarea({ className, code = false, ...rest }: ComponentProps<'textarea'> & { code?: boolean }) {
  return <textarea {...rest} className={cx(controlClass, 'w-full px-3 py-2', code && 'font-mono text-xs leading-5', className)} />
}

/** A control with its label, hint and error, joined for screen readers. `children` gets the ids to carry. */
export function Field({
  label,
  hint,
  error,
  children,
}: {
  label: ReactNode
  hint?: ReactNode
  error?: ReactNode
  children: (ids: { id: string; 'aria-describedby': string | undefined; 'aria-invalid': true | undefined }) => ReactNode
}) {
  const id = useId()
  const described = error !== undefined || hint !== undefined
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-sm font-medium text-fg">
        {label}
      </label>
      {children({ id, 'aria-describedby': described ? `${id}-more` : undefined, 'aria-invalid': error === undefined ? undefined : true })}
      {described && (
        <p id={`${id}-more`} className={cx('text-xs', error === undefined ? 'text-subtle' : 'text-crit')}>
          {error ?? hint}
        </p>
      )}
    </div>
  )
}
