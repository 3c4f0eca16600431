'use client'
import { Check, CloudAlert, LoaderCircle, PencilLine, TriangleAlert } from 'lucide-react'
import { useLang, useT } from '../../i18n/provider.tsx'
import { Button } from '../../ui/button.tsx'
import { cx } from '../../ui/cx.ts'
import { duration } from '../../ui/format.ts'
import { Popover, PopoverClose } from '../../ui/popover.tsx'
import { ErrorText } from '../../ui/states.tsx'
import { useNow } from '../../ui/time.tsx'
import { useEditor, useEditorState } from './use-editor.ts'

const quiet = 'inline-flex items-center gap-1.5 whitespace-nowrap text-xs'

/** How far the draft is saved, and in a conflict the choice that it needs. */
export function SavedState() {
  const t = useT()
  const saved = useEditorState((s) => s.saved)
  const failed = useEditorState((s) => s.saveError)
  if (saved === 'conflict') return <Conflict />
  if (failed !== null) return <Failed error={failed} />
  if (saved === 'offline')
    return (
      <span className={cx(quiet, 'text-warn')}>
        <CloudAlert size={14} aria-hidden="true" />
        {t('design.offline')}
      </span>
    )
  if (saved === 'saving')
    return (
      <span className={cx(quiet, 'text-subtle')}>
        <LoaderCircle size={14} aria-hidden="true" className="spin" />
        {t('design.saving')}
      </span>
    )
  if (saved === 'unsaved')
    return (
      <span className={cx(quiet, 'text-subtle')}>
        <PencilLine size={14} aria-hidden="true" />
        {t('design.unsaved')}
      </span>
    )
  return <SavedAt />
}

function SavedAt() {
  const t = useT()
  const lang = useLang()
  const at = useEditorState((s) => s.savedAt)
  const now = useNow()
  const age = at === null || now === null ? null : Math.max(0, now - at)
  return (
    <span className={cx(quiet, 'num text-subtle')}>
      <Check size={14} aria-hidden="true" className="text-ok" />
      {age === null || age < 1_500
        ? t('design.saved')
        : t('design.saved-ago', { time: duration(lang, age - (age % (age < 60_000 ? 1_000 : 60_000))) })}
    </span>
  )
}

function Failed({ error }: { error: unknown }) {
  const t = useT()
  const trigger = (
    <Button look="ghost" size="small" icon={<TriangleAlert size={14} />} className="text-crit">
      {t('design.save-failed')}
    </Button>
  )
  return (
    <Popover trigger={trigger} label={t('design.save-failed')} className="w-80 p-3">
      <ErrorText error={error} />
    </Popover>
  )
}

function Conflict() {
  const t = useT()
  const editor = useEditor()
  const trigger = (
    <Button size="small" icon={<TriangleAlert size={14} />} className="border-warn text-warn">
      {t('design.conflict')}
    </Button>
  )
  return (
    <Popover trigger={trigger} label={t('design.conflict')} className="flex w-88 flex-col gap-3 p-4">
      <p className="text-base font-medium">{t('design.conflict')}</p>
      <p className="text-muted">{t('design.conflict-hint')}</p>
      <Merge />
      <Choice hint={t('design.take-theirs-hint')} onChoose={() => editor.takeTheirs()}>
        {t('design.take-theirs')}
      </Choice>
      <Choice hint={t('design.overwrite-hint')} onChoose={() => editor.overwriteTheirs()}>
        {t('design.overwrite')}
      </Choice>
    </Popover>
  )
}

/** Where both changes go together, that comes first. */
function Merge() {
  const t = useT()
  const editor = useEditor()
  // what was changed here since may make it possible, or not any more
  useEditorState((s) => s.text)
  if (editor.merged() === null) return null
  return (
    <Choice hint={t('design.merge-hint')} onChoose={() => editor.mergeTheirs()}>
      {t('design.merge')}
    </Choice>
  )
}

const Choice = ({ hint, onChoose, children }: { hint: string; onChoose: () => void; children: string }) => (
  <div className="flex items-center justify-between gap-3">
    <span className="text-xs text-muted">{hint}</span>
    <PopoverClose>
      <Button onClick={onChoose}>{children}</Button>
    </PopoverClose>
  </div>
)
