'use client'
import { Plus } from 'lucide-react'
import dynamic from 'next/dynamic'
import Link from 'next/link'
import { Fragment, useState } from 'react'
import type { SecretSummary } from '../../core/protocol.ts'
import { deleteSecret, keepSecret, useSecrets } from '../hooks/secrets.ts'
import { useT, useTexts } from '../i18n/provider.tsx'
import { pipelineHref } from '../pipelines/href.ts'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { loadCode } from '../ui/load-code.ts'
import { RowsSkeleton } from '../ui/skeleton.tsx'
import { ErrorState, ErrorText } from '../ui/states.tsx'
import { Ago } from '../ui/time.tsx'
import { toastDone } from '../ui/toast.tsx'
import { Row, Section } from './section.tsx'

const SecretDialog = dynamic(() => loadCode(() => import('../fields/secret-dialog.tsx')).then((m) => m.SecretDialog), { ssr: false })

const ADD = 'secrets-add'

/** The secrets that pipelines may name: what there is, when it was set, and who uses it. */
export function SecretsSection() {
  useTexts('secrets')
  const t = useT()
  const { list, error, again } = useSecrets()
  const [setting, setSetting] = useState<{ readonly name: string; readonly fixed: boolean } | null>(null)
  const [deleting, setDeleting] = useState<SecretSummary | null>(null)
  const names = (list ?? []).map(({ name }) => name)
  return (
    <Section title={t('secrets.title')} id="secrets">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3 px-4 py-3">
        <div className="flex max-w-[64ch] min-w-0 flex-1 basis-64 flex-col gap-2">
          <p className="text-muted">{t('secrets.hint')}</p>
          {list?.length === 0 && <p className="text-subtle">{t('secrets.none')}</p>}
        </div>
        <Button
          id={ADD}
          icon={<Plus size={14} aria-hidden="true" />}
          disabled={list === null}
          onClick={() => setSetting({ name: '', fixed: false })}
        >
          {t('secrets.add')}
        </Button>
      </div>
      {list === null && (error === null ? <RowsSkeleton /> : <ErrorState error={error} onRetry={() => void again()} />)}
      {list?.map((secret) => (
        <Row key={secret.name} label={<Name secret={secret} />} hint={<Uses secret={secret} />}>
          <span className="flex gap-2">
            <Button
              size="small"
              aria-label={t('secrets.replace-of', { name: secret.name })}
              onClick={() => setSetting({ name: secret.name, fixed: true })}
            >
              {t('secrets.replace')}
            </Button>
            <Button
              size="small"
              look="danger"
              aria-label={t('secrets.delete-of', { name: secret.name })}
              onClick={() => setDeleting(secret)}
            >
              {t('secrets.delete')}
            </Button>
          </span>
        </Row>
      ))}
      {setting !== null && (
        <SecretDialog
          {...setting}
          taken={names}
          onKeep={async (name, value) => {
            await keepSecret(name, value)
            toastDone(t(setting.fixed ? 'secrets.replaced' : 'secrets.kept', { name }))
          }}
          onClose={() => setSetting(null)}
        />
      )}
      {deleting !== null && <DeleteDialog secret={deleting} onClose={() => setDeleting(null)} />}
    </Section>
  )
}

function Name({ secret: { name, readable } }: { secret: SecretSummary }) {
  const t = useT()
  return (
    <span className="flex flex-wrap items-center gap-2">
      <code className="font-mono text-sm break-all select-all">{name}</code>
      {!readable && (
        <Badge tone="crit" shape="square">
          {t('secrets.unreadable')}
        </Badge>
      )}
    </span>
  )
}

function Uses({ secret: { setAt, readable, usedBy } }: { secret: SecretSummary }) {
  const t = useT()
  return (
    <>
      {!readable && <span className="block text-crit">{t('secrets.unreadable-hint')}</span>}
      {t('secrets.set-at')} <Ago at={setAt} />
      {' · '}
      {usedBy.length === 0 ? t('secrets.unused') : t('secrets.used-by')} <Pipelines usedBy={usedBy} />
    </>
  )
}

function Pipelines({ usedBy }: Pick<SecretSummary, 'usedBy'>) {
  const t = useT()
  return usedBy.map(({ pipeline, deployed }, i) => (
    <Fragment key={pipeline}>
      {i > 0 && ', '}
      <Link href={pipelineHref(pipeline, deployed ? {} : { tab: 'edit' })} className="text-fg underline underline-offset-2">
        {deployed ? pipeline : t('secrets.draft', { name: pipeline })}
      </Link>
    </Fragment>
  ))
}

/** No undo could bring the value back, so it is asked. */
function DeleteDialog({ secret: { name, usedBy }, onClose }: { secret: SecretSummary; onClose: () => void }) {
  const t = useT()
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<unknown>(null)
  const deployed = usedBy.filter((use) => use.deployed)
  const act = async (): Promise<void> => {
    setBusy(true)
    try {
      await deleteSecret(name)
      toastDone(t('secrets.deleted', { name }))
      onClose()
    } catch (error) {
      setFailure(error)
      setBusy(false)
    }
  }
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={t('secrets.delete-title', { name })} returnTo={busy ? ADD : undefined}>
      <div className="flex flex-col gap-4 p-4">
        <p>
          {deployed.length > 0 ? t('secrets.in-use') : t(usedBy.length > 0 ? 'secrets.delete-drafts' : 'secrets.delete-hint')}{' '}
          <Pipelines usedBy={deployed.length > 0 ? deployed : usedBy} />
        </p>
        {deployed.length === 0 && usedBy.length > 0 && <p>{t('secrets.delete-hint')}</p>}
        {failure !== null && (
          <div role="alert">
            <ErrorText error={failure} className="text-crit" />
          </div>
        )}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t(deployed.length > 0 ? 'do.close' : 'do.cancel')}</Button>
          {deployed.length === 0 && (
            <Button look="danger" busy={busy} onClick={() => void act()}>
              {t('do.delete')}
            </Button>
          )}
        </div>
      </div>
    </Dialog>
  )
}
