'use client'
import { FileUp, Sparkles } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { Suspense, useEffect, useRef, useState } from 'react'
import type { Issue } from '../../core/issue.ts'
import { api } from '../hooks/api.ts'
import { ApiError } from '../hooks/api-error.ts'
import { putSummary, usePipelines } from '../hooks/pipelines.ts'
import { useT } from '../i18n/provider.tsx'
import { Button } from '../ui/button.tsx'
import { Textarea } from '../ui/input.tsx'
import { loadCode } from '../ui/load-code.ts'
import { ErrorText } from '../ui/states.tsx'
import { Switch } from '../ui/switch.tsx'
import { toastDone } from '../ui/toast.tsx'
import { examplePipeline } from './example.ts'
import { pipelineHref } from './href.ts'
import { takeOver } from './import.ts'
import { IssueList } from './issue-list.tsx'
import { NewBlank } from './new-blank.tsx'

const QUIET = 400
const MOST = 1024 * 1024

type Checked = { readonly text: string; readonly issues: readonly Issue[] } | null

/** Checks a text shortly after the last key. */
function useIssues(text: string): { checked: Checked; error: unknown } {
  const [checked, setChecked] = useState<Checked>(null)
  const [error, setError] = useState<unknown>(null)
  useEffect(() => {
    if (text.trim() === '') return
    const abort = new AbortController()
    const timer = setTimeout(() => {
      api.validate(text, abort.signal).then(
        ({ issues }) => {
          setChecked({ text, issues })
          setError(null)
        },
        (failure: unknown) => {
          if (!abort.signal.aborted) setError(failure)
        },
      )
    }, QUIET)
    return () => {
      clearTimeout(timer)
      abort.abort()
    }
  }, [text])
  return { checked, error }
}

/** A pipeline from a file: pasted, dropped or chosen, checked while it is typed, then created and deployed. */
export function NewPage() {
  const t = useT()
  const router = useRouter()
  const [text, setText] = useState('')
  const [start, setStart] = useState(true)
  const [busy, setBusy] = useState<'draft' | 'deploy' | null>(null)
  const [failure, setFailure] = useState<unknown>(null)
  const area = useRef<HTMLTextAreaElement>(null)
  const file = useRef<HTMLInputElement>(null)
  const { checked, error } = useIssues(text)
  const issues = failure instanceof ApiError && failure.issues.length > 0 ? failure.issues : (checked?.issues ?? [])
  const current = checked !== null && checked.text === text
  const broken = current && issues.some(({ level }) => level === 'error')

  useEffect(() => {
    setText((before) => (before === '' ? takeOver() : before))
    if (window.location.hash === '#import') area.current?.focus()
  }, [])
  const change = (next: string) => {
    setText(next)
    setFailure(null)
  }
  const take = async (chosen: File | undefined) => {
    if (chosen === undefined) return
    if (chosen.size > MOST) setFailure(new Error(t('new.too-large')))
    else change(await chosen.text())
  }
  const create = async (deploy: boolean) => {
    setBusy(deploy ? 'deploy' : 'draft')
    setFailure(null)
    try {
      const made = await api.create(text, deploy ? { deploy, start } : {})
      putSummary(made)
      toastDone(t('new.created', { name: made.title }))
      router.push(pipelineHref(made.name))
    } catch (problem) {
      setFailure(problem)
      setBusy(null)
    }
  }
  const show = ({ at }: Issue) => {
    if (area.current === null || at.line === undefined) return
    const lines = text.split('\n')
    const begin = lines.slice(0, at.line - 1).reduce((sum, line) => sum + line.length + 1, 0)
    area.current.focus()
    area.current.setSelectionRange(begin + (at.column ?? 1) - 1, begin + (lines[at.line - 1]?.length ?? 0))
  }

  return (
    <div className="mx-auto flex min-h-full max-w-6xl flex-col gap-4 p-4 sm:p-6">
      <div>
        <h1 className="text-lg font-semibold">{t('new.title')}</h1>
        <p className="text-muted">{t('new.begin')}</p>
      </div>
      <NewBlank />
      <div>
        <h2 className="text-base font-semibold">{t('new.import')}</h2>
        <p className="text-muted">{t('new.intro')}</p>
      </div>
      <div className="grid flex-1 gap-4 lg:grid-cols-[minmax(0,1fr)_320px]">
        <div className="flex flex-col gap-2">
          <div className="flex flex-wrap items-center gap-2">
            <Button size="small" icon={<FileUp size={13} aria-hidden="true" />} onClick={() => file.current?.click()}>
              {t('new.choose')}
            </Button>
            <span className="text-xs text-subtle">{t('new.drop')}</span>
            <span className="flex-1" />
            <Button size="small" look="ghost" icon={<Sparkles size={13} aria-hidden="true" />} onClick={() => change(examplePipeline)}>
              {t('new.example')}
            </Button>
          </div>
          <Textarea
            ref={area}
            code
            aria-label={t('new.text')}
            spellCheck={false}
            wrap="off"
            value={text}
            onChange={(event) => change(event.target.value)}
            onDrop={(event) => {
              if (event.dataTransfer.files.length === 0) return
              event.preventDefault()
              void take(event.dataTransfer.files[0])
            }}
            className="min-h-[50vh] flex-1 resize-y"
          />
        </div>
        <input
          ref={file}
          type="file"
          accept=".yaml,.yml,.json"
          className="hidden"
          tabIndex={-1}
          aria-label={t('new.choose')}
          onChange={(event) => {
            void take(event.target.files?.[0])
            event.target.value = ''
          }}
        />
        <div className="flex flex-col gap-3 lg:pt-9">
          <section aria-live="polite" aria-label={t('new.check')} className="rounded-lg border border-line bg-panel">
            {text.trim() === '' ? (
              <p className="p-4 text-muted">{t('new.wait')}</p>
            ) : checked === null ? (
              <p className="p-4 text-muted">{error === null ? t('new.checking') : <ErrorText error={error} />}</p>
            ) : (
              <Suspense>
                <IssueList issues={issues} onShow={show} />
              </Suspense>
            )}
          </section>
          {failure !== null && !(failure instanceof ApiError && failure.issues.length > 0) && (
            <div role="alert" className="rounded-lg border border-line bg-panel p-4">
              <ErrorText error={failure} />
              {failure instanceof ApiError && failure.code === 'NAME_TAKEN' && <OtherName text={text} onText={change} />}
            </div>
          )}
          <label htmlFor="start" className="flex min-h-10 items-center justify-between gap-3">
            {t('new.start')}
            <Switch id="start" checked={start} onChange={setStart} />
          </label>
          <div className="flex flex-wrap gap-2">
            <Button
              look="primary"
              busy={busy === 'deploy'}
              disabled={text.trim() === '' || broken || busy !== null}
              onClick={() => void create(true)}
            >
              {t('new.create')}
            </Button>
            <Button busy={busy === 'draft'} disabled={text.trim() === '' || busy !== null} onClick={() => void create(false)}>
              {t('new.save')}
            </Button>
          </div>
        </div>
      </div>
    </div>
  )
}

/** A way out when another pipeline has the name. */
function OtherName({ text, onText }: { text: string; onText: (text: string) => void }) {
  const t = useT()
  const { rows } = usePipelines()
  const [offer, setOffer] = useState<{ readonly name: string; readonly text: string } | null>(null)
  useEffect(() => {
    let here = true
    void loadCode(() => import('./copy-of.ts')).then(
      ({ renamedFree }) => here && setOffer(renamedFree(text, new Set(rows?.map((row) => row.name)))),
    )
    return () => {
      here = false
    }
  }, [text, rows])
  if (offer === null) return null
  return (
    <Button size="small" className="mt-2" onClick={() => onText(offer.text)}>
      {t('new.use-name', { name: offer.name })}
    </Button>
  )
}
