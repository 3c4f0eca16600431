'use client'
import { type RefObject, useEffect, useEffectEvent, useMemo, useRef, useState } from 'react'
import { impactLine, losesState } from '../../../core/change.ts'
import type { PipelineStatus } from '../../../core/protocol.ts'
import { api } from '../../hooks/api.ts'
import { useT, useWords } from '../../i18n/provider.tsx'
import { active } from '../../monitor/run-state.ts'
import { useAction } from '../../monitor/use-action.ts'
import { Button } from '../../ui/button.tsx'
import { Field, Input } from '../../ui/input.tsx'
import { ErrorText } from '../../ui/states.tsx'
import { Glyph } from '../../ui/status.tsx'
import { Switch } from '../../ui/switch.tsx'
import { toastDone, toastError } from '../../ui/toast.tsx'
import { useEditor, useEditorState } from '../editor/use-editor.ts'
import type { LiveStore } from '../live-store.ts'
import { ImpactList } from './impact-list.tsx'
import { ProgressList } from './progress-list.tsx'
import { stages } from './stages.ts'
import { errorsOf, useImpact } from './use-impact.ts'
import { useProgress } from './use-progress.ts'

export type DeployPanelProps = {
  readonly status: PipelineStatus
  readonly figures: LiveStore
  readonly note: RefObject<HTMLInputElement | null>
  readonly onProblems: () => void
  readonly onChanged: () => void
  readonly onClose: () => void
}

/** A deploy on its way: the version it made, null = not yet, and the one that was live before. */
type Way = { readonly version: number | null; readonly before: number | null }

/** What a deploy will do, in words, before it does it; then how far it is. */
export function DeployPanel(props: DeployPanelProps) {
  const [way, setWay] = useState<Way | null>(null)
  const [text, setText] = useState('')
  return way === null ? <Before {...props} text={text} onText={setText} onWay={setWay} /> : <Underway {...props} way={way} />
}

function Before({
  status,
  note,
  onProblems,
  onChanged,
  onClose,
  text,
  onText,
  onWay,
}: DeployPanelProps & { text: string; onText: (text: string) => void; onWay: (way: Way | null) => void }) {
  const t = useT()
  const words = useWords()
  const editor = useEditor()
  const action = useAction()
  const runs = active(status.state)
  const [start, setStart] = useState(true)
  const live = useEditorState((s) => s.live)
  const same = useEditorState((s) => s.live?.text === s.text)
  const { changes: impact, titleOf } = useImpact()
  const errors = useEditorState((s) => errorsOf(s.read.issues))
  const deploy = async (): Promise<void> => {
    await editor.saveNow()
    const willRun = runs || start
    const before = live?.number ?? null
    if (willRun) onWay({ version: null, before })
    try {
      const { number } = await api.deploy(editor.name, { start: willRun, ...(text.trim() === '' ? {} : { note: text.trim() }) })
      onChanged()
      if (willRun) return onWay({ version: number, before })
      toastDone(t('deploy.made', { number }))
      onClose()
    } catch (error) {
      onWay(null)
      toastError(error)
    }
  }
  return (
    <form
      className="flex flex-col gap-3 p-4"
      onSubmit={(event) => {
        event.preventDefault()
        if (errors === 0 && !same) action.run(deploy)
      }}
    >
      <h2 className="text-base font-semibold">{t('deploy.title', { number: (live?.number ?? 0) + 1 })}</h2>
      {errors > 0 ? (
        <div className="flex flex-wrap items-center gap-2">
          <Glyph shape="square" tone="crit" />
          <span className="flex-1">{t('deploy.has-errors', { count: errors })}</span>
          <Button size="small" onClick={onProblems}>
            {t('deploy.show-problems')}
          </Button>
        </div>
      ) : impact === null ? null : live === null ? (
        <p className="text-muted">{t('deploy.first')}</p>
      ) : (
        <>
          {impact.length > 1 && <p className="font-medium first-letter:uppercase">{words(impactLine(impact))}</p>}
          {same ? (
            <p className="text-muted">{t('deploy.same', { number: live.number })}</p>
          ) : (
            <ImpactList changes={impact} titleOf={titleOf} />
          )}
          {runs && impact.some(({ effect }) => effect !== 'hot') && <p className="text-xs text-subtle">{t('deploy.restart')}</p>}
        </>
      )}
      <Field label={t('deploy.note')} hint={t('deploy.note-hint')}>
        {(ids) => <Input {...ids} ref={note} maxLength={500} value={text} onChange={(event) => onText(event.target.value)} />}
      </Field>
      {!runs && (
        // biome-ignore lint/a11y/noLabelWithoutControl: the switch is inside
        <label className="flex items-center justify-between gap-3">
          {t('deploy.start')}
          <Switch checked={start} onChange={setStart} label={t('deploy.start')} />
        </label>
      )}
      {action.error !== null && <ErrorText error={action.error} className="text-crit" />}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{t('do.cancel')}</Button>
        <Button type="submit" look="primary" busy={action.busy} disabled={errors > 0 || impact === null || same}>
          {impact !== null && losesState(impact) ? t('deploy.anew') : t('do.deploy')}
        </Button>
      </div>
    </form>
  )
}

/** How long the last stage stays in sight. */
const STAYS = 1_500

function Underway({ status, figures, onClose, way: { version, before } }: DeployPanelProps & { way: Way }) {
  const t = useT()
  const editor = useEditor()
  const nodes = useEditorState((s) => s.read.graph.nodes)
  const ids = useMemo(() => nodes.map(({ id }) => id), [nodes])
  const progress = useProgress(version, status, figures, ids)
  const finished = progress.done === stages.length
  // the form that had the focus is gone
  const close = useRef<HTMLButtonElement>(null)
  useEffect(() => close.current?.focus(), [])
  const goBack = before === null ? undefined : { label: t('deploy.back-to', { number: before }), run: () => void back(editor.name, before) }
  const finish = useEffectEvent(() => {
    onClose()
    if (version !== null) toastDone(t('deploy.live', { number: version }), goBack)
  })
  useEffect(() => {
    if (!finished) return
    const timer = setTimeout(finish, STAYS)
    return () => clearTimeout(timer)
  }, [finished])
  return (
    <div className="flex flex-col gap-3 p-4">
      <h2 className="text-base font-semibold">{version === null ? t('deploy.deploying') : t('live.version-of', { number: version })}</h2>
      <ProgressList progress={progress} error={status.error} />
      <div className="flex justify-end gap-2">
        {progress.failed && goBack !== undefined && <Button onClick={goBack.run}>{goBack.label}</Button>}
        <Button ref={close} onClick={onClose}>
          {t('do.close')}
        </Button>
      </div>
    </div>
  )
}

const back = (name: string, version: number): Promise<unknown> => api.deploy(name, { version }).catch(toastError)
