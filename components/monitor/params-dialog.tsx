'use client'
import { useMemo, useState } from 'react'
import { paramNotes } from '../../core/document.ts'
import { apply } from '../../core/edit/index.ts'
import type { PipelineDetail } from '../../core/protocol.ts'
import { catalogue } from '../../nodes/types.gen.ts'
import { useTextOf } from '../designer/compare/use-text-of.ts'
import { ImpactList } from '../designer/deploy/impact-list.tsx'
import { useTextImpact } from '../designer/deploy/text-impact.ts'
import { paramMistake, paramText, paramValue } from '../fields/param-text.ts'
import { api } from '../hooks/api.ts'
import { useT } from '../i18n/provider.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Field, Input, Textarea } from '../ui/input.tsx'
import { ErrorText } from '../ui/states.tsx'
import { useAction } from './use-action.ts'

/** Changes parameters of the draft and deploys it. */
export function ParamsDialog({ detail, onClose, onChanged }: { detail: PipelineDetail; onClose: () => void; onChanged: () => void }) {
  const t = useT()
  const action = useAction()
  const [texts, setTexts] = useState<Readonly<Record<string, string>>>(() =>
    Object.fromEntries(Object.entries(detail.params).map(([name, value]) => [name, paramText(value)])),
  )
  const mistakes = Object.fromEntries(
    Object.entries(texts).flatMap(([name, text]) => (paramMistake(text) === null ? [] : [[name, paramMistake(text)]])),
  )
  const notes = useMemo(() => paramNotes(detail.draft.text), [detail.draft.text])
  const changed = Object.entries(texts).filter(([name, text]) => text !== paramText(detail.params[name]))
  const broken = Object.keys(mistakes).length > 0
  const edited = (): string =>
    changed.reduce(
      (text, [name, value]) => apply(text, { do: 'set-param', name, value: paramValue(value) }, catalogue).text,
      detail.draft.text,
    )
  const live = useTextOf(detail, detail.live)
  const { changes, titleOf } = useTextImpact(live.text, broken || changed.length === 0 ? null : readable(edited))
  const save = () =>
    action.run(async () => {
      const text = edited()
      await api.saveDraft(detail.name, text, detail.draft.etag)
      await api.deploy(detail.name)
      onChanged()
      onClose()
    })
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={t('live.parameters')}>
      <form
        className="flex min-h-0 flex-col"
        onSubmit={(event) => {
          event.preventDefault()
          save()
        }}
      >
        <div className="flex flex-col gap-4 overflow-y-auto p-4">
          {Object.keys(texts).length === 0 && <p className="text-muted">{t('live.parameters-none')}</p>}
          {Object.entries(texts).map(([name, text]) => {
            const wrong = mistakes[name]
            const set = (value: string) => setTexts({ ...texts, [name]: value })
            return (
              <Field
                key={name}
                label={<code className="font-mono">{name}</code>}
                hint={notes[name]}
                error={wrong == null ? undefined : t('live.parameters-syntax', { reason: wrong })}
              >
                {(ids) =>
                  text.includes('\n') ? (
                    <Textarea {...ids} code rows={6} value={text} onChange={(event) => set(event.target.value)} />
                  ) : (
                    <Input {...ids} className="font-mono" value={text} onChange={(event) => set(event.target.value)} />
                  )
                }
              </Field>
            )
          })}
        </div>
        <div className="flex flex-col gap-2 border-t border-line p-4">
          <p className="text-xs text-subtle">{t('live.parameters-hint')}</p>
          {detail.changed && detail.live !== null && <p className="text-warn">{t('live.parameters-draft')}</p>}
          {changes !== null && <ImpactList changes={changes} titleOf={titleOf} />}
          {action.error !== null && <ErrorText error={action.error} className="text-crit" />}
          <div className="flex justify-end gap-2">
            <Button onClick={onClose}>{t('do.cancel')}</Button>
            <Button type="submit" look="primary" busy={action.busy} disabled={changed.length === 0 || broken}>
              {t('live.parameters-apply')}
            </Button>
          </div>
        </div>
      </form>
    </Dialog>
  )
}

/** An edit's text; null when the draft cannot be edited, which the save says. */
function readable(edit: () => string): string | null {
  try {
    return edit()
  } catch {
    return null
  }
}
