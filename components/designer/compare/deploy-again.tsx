'use client'
import { type ReactNode, useState } from 'react'
import { impactLine } from '../../../core/change.ts'
import type { PipelineDetail, PipelineStatus } from '../../../core/protocol.ts'
import { api } from '../../hooks/api.ts'
import { useT, useWords } from '../../i18n/provider.tsx'
import { active } from '../../monitor/run-state.ts'
import { useAction } from '../../monitor/use-action.ts'
import { Button } from '../../ui/button.tsx'
import { Popover } from '../../ui/popover.tsx'
import { ErrorText } from '../../ui/states.tsx'
import { toastDone } from '../../ui/toast.tsx'
import { ImpactList } from '../deploy/impact-list.tsx'
import { useTextImpact } from '../deploy/text-impact.ts'
import { useTextOf } from './use-text-of.ts'

/** Deploys an older version again, after it said what that does to the one that is live. `children` = the button. */
export function DeployAgain({
  detail,
  status,
  version,
  text,
  onChanged,
  children,
}: {
  detail: PipelineDetail
  status: PipelineStatus
  version: number
  text: string
  onChanged: () => void
  children: ReactNode
}) {
  const t = useT()
  const words = useWords()
  const action = useAction()
  const [open, setOpen] = useState(false)
  const live = useTextOf(detail, open ? detail.live : null)
  const { changes, titleOf } = useTextImpact(live.text, text)
  const deploy = (): void =>
    action.run(async () => {
      const made = await api.deploy(detail.name, { version, start: active(status.state) })
      setOpen(false)
      onChanged()
      toastDone(t('deploy.live', { number: made.number }))
    })
  return (
    <Popover open={open} onOpenChange={setOpen} label={t('versions.again')} className="flex w-96 flex-col gap-3 p-4" trigger={children}>
      <h3 className="text-base font-semibold">{t('compare.again', { number: version })}</h3>
      {changes !== null && changes.length > 1 && <p className="font-medium first-letter:uppercase">{words(impactLine(changes))}</p>}
      {changes !== null && <ImpactList changes={changes} titleOf={titleOf} />}
      {(live.error ?? action.error) !== null && <ErrorText error={live.error ?? action.error} className="text-crit" />}
      <div className="flex justify-end gap-2">
        <Button onClick={() => setOpen(false)}>{t('do.cancel')}</Button>
        <Button look="primary" busy={action.busy} disabled={live.text === null} onClick={deploy}>
          {t('do.deploy')}
        </Button>
      </div>
    </Popover>
  )
}
