'use client'
import { RotateCw } from 'lucide-react'
import type { ReactNode, RefObject } from 'react'
import { useProblem, useT } from '../i18n/provider.tsx'
import { Button } from './button.tsx'
import { cx } from './cx.ts'
import { Glyph } from './status.tsx'

/** Nothing is here yet, why, and what to do. */
export const EmptyState = ({
  icon,
  title,
  hint,
  children,
  className,
  as: Title = 'p',
}: {
  icon?: ReactNode
  title: string
  /** `h1` where the state is the whole page. */
  as?: 'p' | 'h1'
  hint?: ReactNode
  children?: ReactNode
  className?: string
}) => (
  <div className={cx('flex flex-col items-center justify-center gap-2 px-6 py-12 text-center', className)}>
    {icon !== undefined && (
      <span className="mb-1 text-subtle" aria-hidden="true">
        {icon}
      </span>
    )}
    <Title className="text-base font-medium">{title}</Title>
    {hint !== undefined && <p className="max-w-[52ch] text-muted">{hint}</p>}
    {children !== undefined && <div className="mt-3 flex flex-wrap justify-center gap-2">{children}</div>}
  </div>
)

/** A filter that nothing fits: what was looked for, and a button that takes it away and gives the focus back to the field. */
export function NothingFits({
  text,
  field,
  onClear,
  className,
}: {
  text: string
  field: RefObject<HTMLInputElement | null>
  onClear: () => void
  className?: string
}) {
  const t = useT()
  return (
    <div role="status">
      <EmptyState title={t('filter.none', { text: text.trim() })} className={className}>
        <Button
          onClick={() => {
            onClear()
            field.current?.focus()
          }}
        >
          {t('list.clear-filter')}
        </Button>
      </EmptyState>
    </div>
  )
}

/** What failed, why, the next step and the code, with a button that tries again. */
export function ErrorState({ error, onRetry, className }: { error: unknown; onRetry?: () => void; className?: string }) {
  const t = useT()
  return (
    <div role="alert" className={cx('flex flex-col items-center justify-center gap-3 px-6 py-12 text-center', className)}>
      <p className="flex items-center gap-2 text-base font-medium">
        <Glyph shape="square" tone="crit" />
        {t('error.title')}
      </p>
      <ErrorText error={error} className="max-w-[60ch] items-center" />
      {onRetry !== undefined && (
        <Button onClick={onRetry} icon={<RotateCw size={14} />}>
          {t('do.retry')}
        </Button>
      )}
    </div>
  )
}

/** An error that says its code, whether it comes from the server or from an edit that cannot be made. */
const withCode = (error: unknown): (Error & { readonly code: string; readonly hint?: string; readonly request?: string }) | null =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? (error as Error & { code: string }) : null

/** The words of an error: message, hint, code. */
export function ErrorText({ error, className }: { error: unknown; className?: string }) {
  const t = useT()
  const problem = useProblem()
  const known = withCode(error)
  const { message, hint } =
    known === null
      ? { message: error instanceof Error ? error.message : String(error), hint: undefined }
      : known.code === 'NETWORK'
        ? { message: t('error.network'), hint: t('error.network-hint') }
        : problem(known)
  return (
    <div className={cx('flex flex-col gap-1', className)}>
      <p>{message}</p>
      {hint !== undefined && <p className="text-muted">{hint}</p>}
      {known !== null && (
        <p className="text-xs text-subtle">
          {t('error.code')} <code className="font-mono select-all">{known.code}</code>
          {known.request !== undefined && (
            <>
              {' · '}
              {t('error.request')} <code className="font-mono select-all">{known.request}</code>
            </>
          )}
        </p>
      )}
    </div>
  )
}
