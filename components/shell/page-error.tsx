'use client'
import { RotateCw } from 'lucide-react'
import { useT } from '../i18n/provider.tsx'
import { Button } from '../ui/button.tsx'
import { isMissingCode } from '../ui/load-code.ts'
import { EmptyState } from '../ui/states.tsx'
import { Glyph } from '../ui/status.tsx'

/** A page failed to draw: that the pipelines go on, a retry, and details for a report. */
export function PageError({ error, onRetry }: { error: Error & { digest?: string }; onRetry: () => void }) {
  const t = useT()
  return (
    <div role="alert" className="h-full">
      <EmptyState as="h1" icon={<Glyph shape="square" tone="crit" />} title={t('error.page')} hint={t('error.page-hint')}>
        <Button
          look="primary"
          icon={<RotateCw size={14} aria-hidden="true" />}
          onClick={isMissingCode(error) ? () => location.reload() : onRetry}
        >
          {t('do.retry')}
        </Button>
        <pre className="mt-4 max-h-60 w-full max-w-3xl overflow-auto rounded-lg border border-line bg-panel p-3 text-left font-mono text-xs whitespace-pre-wrap select-all">
          {[error.name, error.message, error.digest].filter(Boolean).join('\n')}
        </pre>
      </EmptyState>
    </div>
  )
}
