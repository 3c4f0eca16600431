'use client'
import { Send } from 'lucide-react'
import { useState } from 'react'
import type { DeliveryTest } from '../../../core/alert.ts'
import { api } from '../../hooks/api.ts'
import { useFormat, useT } from '../../i18n/provider.tsx'
import { useAction } from '../../monitor/use-action.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorText } from '../../ui/states.tsx'
import { Status } from '../../ui/status.tsx'

/** Sends a test message to a target, and shows what was sent, what came back, and how long it took. */
export function SendTest({ name, url }: { name: string; url: string }) {
  const t = useT()
  const action = useAction()
  const [result, setResult] = useState<DeliveryTest | null>(null)
  const send = (): void => action.run(async () => setResult(await api.sendTest(url)))
  return (
    <div className="flex flex-col gap-2">
      <Button
        size="small"
        icon={<Send size={13} />}
        busy={action.busy}
        onClick={send}
        className="self-start"
        aria-label={t('inspector.test-of', { name })}
      >
        {t('inspector.test-send')}
      </Button>
      {action.error !== null && <ErrorText error={action.error} className="text-xs text-crit" />}
      {result !== null && <Result result={result} />}
    </div>
  )
}

function Result({ result: { request, status, problem, ms } }: { result: DeliveryTest }) {
  const t = useT()
  const format = useFormat()
  const fine = status !== null && status >= 200 && status < 300
  return (
    <div className="rounded-md border border-line text-xs" aria-live="polite">
      <p className="px-2.5 py-1.5">
        <Status shape={fine ? 'dot' : 'square'} tone={fine ? 'ok' : 'crit'}>
          {status !== null
            ? t('inspector.test-answer', { status: String(status), time: format.ms(ms) })
            : t('inspector.test-none', { reason: problem ?? '' })}
        </Status>
        {status !== null && problem !== null && <span className="block text-muted">{problem}</span>}
      </p>
      <pre className="max-h-40 overflow-auto border-t border-line px-2.5 py-1.5 font-mono break-all whitespace-pre-wrap">
        {[`POST ${request.url}`, ...Object.entries(request.headers).map(([key, value]) => `${key}: ${value}`), '', request.body].join('\n')}
      </pre>
    </div>
  )
}
