'use client'
import { CircleStop, MoreHorizontal, PencilRuler, Play, Rocket } from 'lucide-react'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import type { PipelineSummary } from '../../core/protocol.ts'
import { useFiring } from '../hooks/alerts.ts'
import { useLang, useMeaning, useT } from '../i18n/provider.tsx'
import { Badge } from '../ui/badge.tsx'
import { Button, IconButton } from '../ui/button.tsx'
import { cx } from '../ui/cx.ts'
import { duration } from '../ui/format.ts'
import { Menu, MenuItem } from '../ui/menu.tsx'
import { draftLook, PipelineStateLabel, Status, severityLook } from '../ui/status.tsx'
import { cardRow, Td, Tr } from '../ui/table.tsx'
import { Ago, useNow } from '../ui/time.tsx'
import { type PipelineActions, usePipelineActions } from './actions.ts'
import { pipelineHref } from './href.ts'
import { LiveCells } from './live-cells.tsx'
import { isLive } from './order.ts'
import { PipelineMenuItems } from './pipeline-menu-items.tsx'

/** A pipeline in the list. On a narrow window it is a card. */
export function PipelineRow({ row }: { row: PipelineSummary }) {
  const t = useT()
  const actions = usePipelineActions(row)
  const { status, live } = row
  return (
    <Tr data-testid="pipeline-row" data-pipeline={row.name} className={cx(cardRow, 'max-md:grid-cols-[minmax(0,1fr)_auto_auto]')}>
      <Td className="max-w-80 max-md:max-w-none">
        <Link href={pipelineHref(row.name)} className="block truncate rounded-sm font-medium hover:underline">
          {row.title}
        </Link>
      </Td>
      <Td className="max-md:col-span-3 max-md:row-start-2">
        <StateCell row={row} />
      </Td>
      {isLive(row) && status.error === null ? <LiveCells name={row.name} /> : <QuietCell row={row} />}
      <Td className="max-md:hidden">
        <span className="flex items-center gap-1.5">
          {live === null ? <Badge>{t('list.draft')}</Badge> : <Badge>{t('list.version', { number: live })}</Badge>}
          {live !== null && row.changed && (
            <span title={t('list.changed', { number: live })} className="text-xs text-subtle">
              + {t('list.draft')}
            </span>
          )}
        </span>
      </Td>
      <Td className="max-md:col-start-2 max-md:row-start-1">
        <FiringBadge name={row.name} />
      </Td>
      <Td className="max-md:col-start-3 max-md:row-start-1">
        <span className="flex items-center justify-end gap-1">
          <MainAction row={row} actions={actions} />
          <RowMenu row={row} actions={actions} />
        </span>
      </Td>
    </Tr>
  )
}

/** How many rules fire, in the look of the worst. */
function FiringBadge({ name }: { name: string }) {
  const t = useT()
  const firing = useFiring().filter(({ pipeline }) => pipeline === name)
  if (firing.length === 0) return null
  return (
    <Link href="/alerts" title={firing.map(({ rule }) => rule).join(', ')} className="rounded-sm">
      <Badge {...severityLook[firing[0].severity]}>{t('list.firing-of', { count: firing.length })}</Badge>
    </Link>
  )
}

/** In place of figures: why it does not run. */
function QuietCell({ row: { status, live } }: { row: PipelineSummary }) {
  const t = useT()
  const meaning = useMeaning()
  if (status.error !== null)
    return (
      <Td colSpan={4} className="max-w-0 text-muted max-md:col-span-3 max-md:max-w-none max-md:whitespace-normal">
        <span className="block truncate max-md:whitespace-normal" title={status.error.hint}>
          {meaning(status.error.code)}
          {status.error.message}
        </span>
      </Td>
    )
  return (
    <Td colSpan={4} className="text-subtle max-md:hidden">
      {live === null && t('list.not-deployed')}
    </Td>
  )
}

function StateCell({ row: { status, live } }: { row: PipelineSummary }) {
  const t = useT()
  const lang = useLang()
  const now = useNow()
  if (live === null && status.state === 'idle') return <Status {...draftLook}>{t('state.draft')}</Status>
  if (status.state === 'backoff' && status.retryAt !== null && now !== null)
    return (
      <span title={status.error?.message}>
        <Status shape="triangle" tone="warn">
          {t('state.backoff-in', { time: duration(lang, Math.max(0, status.retryAt - now)) })}
        </Status>
      </span>
    )
  return (
    <span className="inline-flex items-center gap-2 align-middle">
      <PipelineStateLabel state={status.state} />
      {(status.state === 'running' || status.state === 'stopped' || status.state === 'ended' || status.state === 'failed') && (
        <span className="text-xs text-subtle">
          <Ago at={status.since} bare={status.state === 'running'} />
        </span>
      )}
    </span>
  )
}

/** The one thing that is likely to be done next. */
function MainAction({ row, actions }: { row: PipelineSummary; actions: PipelineActions }) {
  const t = useT()
  const { busy } = actions
  if (row.live === null)
    return (
      <Button
        size="small"
        busy={busy}
        icon={<Rocket size={13} aria-hidden="true" />}
        onClick={() => void actions.deploy()}
        aria-label={t('do.deploy-of', { name: row.title })}
      >
        {t('do.deploy')}
      </Button>
    )
  if (isLive(row))
    return (
      <IconButton
        label={t('do.stop-of', { name: row.title })}
        size="small"
        busy={busy}
        disabled={row.status.state === 'draining'}
        onClick={() => void actions.stop()}
      >
        <CircleStop size={15} aria-hidden="true" />
      </IconButton>
    )
  return (
    <IconButton label={t('do.start-of', { name: row.title })} size="small" busy={busy} onClick={() => void actions.start()}>
      <Play size={15} aria-hidden="true" />
    </IconButton>
  )
}

function RowMenu({ row, actions }: { row: PipelineSummary; actions: PipelineActions }) {
  const t = useT()
  const router = useRouter()
  return (
    <Menu
      trigger={
        <IconButton label={t('do.more-of', { name: row.title })} size="small">
          <MoreHorizontal size={15} aria-hidden="true" />
        </IconButton>
      }
    >
      <MenuItem onSelect={() => router.push(pipelineHref(row.name))}>{t('do.open')}</MenuItem>
      {row.live !== null &&
        (isLive(row) ? (
          <MenuItem icon={<CircleStop size={14} />} onSelect={() => void actions.stop()}>
            {t('do.stop')}
          </MenuItem>
        ) : (
          <MenuItem icon={<Play size={14} />} onSelect={() => void actions.start()}>
            {t('do.start')}
          </MenuItem>
        ))}
      <MenuItem icon={<PencilRuler size={14} />} onSelect={() => router.push(pipelineHref(row.name, { tab: 'edit' }))}>
        {t('pipeline.edit')}
      </MenuItem>
      <PipelineMenuItems actions={actions} />
    </Menu>
  )
}
