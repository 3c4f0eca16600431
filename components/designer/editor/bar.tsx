'use client'
import { History, ListTree, Redo2, Undo2, Workflow } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useCallback } from 'react'
import { isEmptyDiff } from '../../../core/diff.ts'
import { useT, useWords } from '../../i18n/provider.tsx'
import { usePipelineActions } from '../../pipelines/actions.ts'
import { useModKey } from '../../shell/keys.ts'
import { IconButton } from '../../ui/button.tsx'
import { cx } from '../../ui/cx.ts'
import { Popover } from '../../ui/popover.tsx'
import { Ago } from '../../ui/time.tsx'
import { DeployButton } from '../deploy/deploy-button.tsx'
import { ProblemsChip } from '../problems/problems-chip.tsx'
import type { EditorProps } from './editor.tsx'
import { SavedState } from './saved-state.tsx'
import { useDesk, useDeskState } from './use-desk.ts'
import { useEditorState } from './use-editor.ts'

/** State and tools of the draft, beside the tabs. */
export function EditorBar(props: Pick<EditorProps, 'detail' | 'status' | 'figures' | 'onChanged' | 'onCompare'>) {
  return (
    <div data-editor="" className="flex shrink-0 items-center gap-3 pr-3">
      <SavedState />
      <Changes />
      <Tools />
      <Problems />
      <Deploy {...props} />
    </div>
  )
}

function Problems() {
  const desk = useDesk()
  const open = useDeskState((s) => s.drawer === 'problems')
  return <ProblemsChip short open={open} onToggle={() => desk.set({ drawer: open ? null : 'problems' })} />
}

function Deploy({
  detail,
  status,
  figures,
  onChanged,
  onCompare,
}: Pick<EditorProps, 'detail' | 'status' | 'figures' | 'onChanged' | 'onCompare'>) {
  const desk = useDesk()
  const router = useRouter()
  const asked = useDeskState((s) => s.asked)
  const { remove } = usePipelineActions(detail)
  const answered = useCallback(() => desk.set({ asked: null }), [desk])
  return (
    <DeployButton
      status={status}
      figures={figures}
      asked={asked}
      onAnswered={answered}
      onProblems={() => desk.set({ drawer: 'problems' })}
      onCompare={onCompare}
      onDiscard={() => void remove().then((done) => done && router.push('/'))}
      onChanged={onChanged}
    />
  )
}

/** How far the draft is from what is deployed. */
function Changes() {
  const t = useT()
  const live = useEditorState((s) => s.live)
  const diff = useEditorState((s) => s.diff)
  if (live === null || diff === null || isEmptyDiff(diff)) return null
  const { document, params, nodes, wires, rules } = diff
  const count = document.length + params.length + nodes.length + wires.length + rules.length
  return (
    <span className="num inline-flex items-center gap-1.5 text-xs whitespace-nowrap text-muted">
      <i className="mr-not-live" aria-hidden="true" />
      {t('design.changes', { count })}
    </span>
  )
}

function Tools() {
  const t = useT()
  const words = useWords()
  const desk = useDesk()
  const key = useModKey()
  const { done, undone } = useEditorState((s) => s.history)
  const outline = useDeskState((s) => s.outline)
  const [last, next] = [done.at(-1), undone.at(-1)]
  return (
    <div className="flex items-center">
      <IconButton
        label={last === undefined ? t('design.nothing-to-undo') : t('design.undo-of', { name: words(last.name), key })}
        size="small"
        disabled={last === undefined}
        onClick={() => desk.undo()}
      >
        <Undo2 size={16} />
      </IconButton>
      <IconButton
        label={next === undefined ? t('design.nothing-to-redo') : t('design.redo-of', { name: words(next.name), key })}
        size="small"
        disabled={next === undefined}
        onClick={() => desk.redo()}
      >
        <Redo2 size={16} />
      </IconButton>
      <Steps />
      <span className="mx-1 h-4 w-px bg-line" />
      <IconButton label={t('design.tidy')} size="small" onClick={() => desk.tidy()}>
        <Workflow size={16} />
      </IconButton>
      <IconButton label={t('design.outline-of')} size="small" aria-pressed={outline} onClick={() => desk.set({ outline: !outline })}>
        <ListTree size={16} />
      </IconButton>
    </div>
  )
}

/** All steps by name, newest first; a click goes there. */
function Steps() {
  const t = useT()
  const words = useWords()
  const desk = useDesk()
  const { done, undone } = useEditorState((s) => s.history)
  const trigger = (
    <IconButton label={t('design.history')} size="small" disabled={done.length + undone.length === 0}>
      <History size={16} />
    </IconButton>
  )
  const rows = [
    ...undone.map((step, i) => ({ step, count: done.length + undone.length - i, ahead: true })),
    ...done.map((step, i) => ({ step, count: i + 1, ahead: false })).toReversed(),
  ]
  return (
    <Popover trigger={trigger} label={t('design.history')} className="flex max-h-96 w-80 flex-col p-1">
      <ol className="min-h-0 overflow-auto">
        {rows.map(({ step, count, ahead }) => (
          <Row key={count} here={count === done.length} ahead={ahead} onGo={() => desk.goTo(count)} at={step.at}>
            {words(step.name)}
          </Row>
        ))}
        <Row here={done.length === 0} ahead={false} onGo={() => desk.goTo(0)} at={null}>
          {t('design.history-begin')}
        </Row>
      </ol>
    </Popover>
  )
}

function Row({
  here,
  ahead,
  at,
  onGo,
  children,
}: {
  here: boolean
  ahead: boolean
  at: number | null
  onGo: () => void
  children: string
}) {
  const t = useT()
  return (
    <li>
      <button
        type="button"
        onClick={onGo}
        aria-current={here ? 'step' : undefined}
        title={here ? t('design.history-now') : undefined}
        className={cx(
          'flex min-h-8 w-full items-center gap-3 rounded-sm px-2 py-1 text-left hover:bg-hover',
          here && 'bg-selected font-medium',
          ahead && 'text-subtle',
        )}
      >
        <span className="min-w-0 flex-1 truncate">{children}</span>
        {at !== null && (
          <span className="shrink-0 text-xs text-subtle">
            <Ago at={at} />
          </span>
        )}
      </button>
    </li>
  )
}
