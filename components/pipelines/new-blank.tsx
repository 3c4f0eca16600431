'use client'
import { LayoutTemplate, PencilRuler } from 'lucide-react'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { pipelineName } from '../../core/protocol.ts'
import { api } from '../hooks/api.ts'
import { putSummary, usePipelines } from '../hooks/pipelines.ts'
import { useT } from '../i18n/provider.tsx'
import { Button, buttonClass } from '../ui/button.tsx'
import { Field, Input } from '../ui/input.tsx'
import { ErrorText } from '../ui/states.tsx'
import { pipelineHref } from './href.ts'

const blank = (name: string): string => `millrace: 1\nname: ${name}\nnodes: {}\nwires: []\n`

/** Begins a pipeline from nothing but a name, or leads to the templates. */
export function NewBlank() {
  const t = useT()
  const router = useRouter()
  const { rows } = usePipelines()
  const [name, setName] = useState('')
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<unknown>(null)
  const wrong =
    name === '' || pipelineName.safeParse(name).success
      ? rows?.some((row) => row.name === name) === true
        ? t('new.name-taken')
        : undefined
      : t('new.name-form')
  const create = async (): Promise<void> => {
    setBusy(true)
    setFailure(null)
    try {
      const made = await api.create(blank(name))
      putSummary(made)
      router.push(pipelineHref(made.name, { tab: 'edit' }))
    } catch (error) {
      setFailure(error)
      setBusy(false)
    }
  }
  return (
    <section className="grid gap-4 rounded-lg border border-line bg-panel p-4 sm:grid-cols-[minmax(0,1fr)_auto]">
      <form
        className="flex flex-wrap items-start gap-2"
        onSubmit={(event) => {
          event.preventDefault()
          if (name !== '' && wrong === undefined) void create()
        }}
      >
        <div className="min-w-60 flex-1">
          <Field label={t('new.name')} hint={t('new.name-hint')} error={wrong}>
            {(ids) => (
              <Input
                {...ids}
                autoFocus
                value={name}
                spellCheck={false}
                maxLength={100}
                onChange={(event) => setName(event.target.value.trim())}
              />
            )}
          </Field>
        </div>
        <Button
          type="submit"
          look="primary"
          className="mt-6"
          busy={busy}
          disabled={name === '' || wrong !== undefined}
          icon={<PencilRuler size={14} aria-hidden="true" />}
        >
          {t('new.draw')}
        </Button>
        {failure !== null && (
          <div role="alert" className="w-full">
            <ErrorText error={failure} className="text-crit" />
          </div>
        )}
      </form>
      <div className="flex items-start sm:border-l sm:border-line sm:pt-6 sm:pl-4">
        <Link href="/templates" className={buttonClass()}>
          <LayoutTemplate size={14} aria-hidden="true" />
          {t('new.template')}
        </Link>
      </div>
    </section>
  )
}
