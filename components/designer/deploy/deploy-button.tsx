'use client'
import { ChevronDown, GitCompareArrows, MessageSquareText, Rocket, Trash2, Undo2 } from 'lucide-react'
import { type RefObject, useEffect, useRef, useState } from 'react'
import type { PipelineStatus } from '../../../core/protocol.ts'
import { useT } from '../../i18n/provider.tsx'
import { Button } from '../../ui/button.tsx'
import { cx } from '../../ui/cx.ts'
import { Menu, MenuItem, MenuLine } from '../../ui/menu.tsx'
import { Popover } from '../../ui/popover.tsx'
import { toastDone, toastError } from '../../ui/toast.tsx'
import { useEditor, useEditorState } from '../editor/use-editor.ts'
import type { LiveStore } from '../live-store.ts'
import { DeployPanel } from './deploy-panel.tsx'
import { errorsOf } from './use-impact.ts'

export type DeployButtonProps = {
  readonly status: PipelineStatus
  readonly figures: LiveStore
  /** What was asked for by key or command: to deploy, or to name the next version. */
  readonly asked: 'deploy' | 'version' | null
  readonly onAnswered: () => void
  readonly onProblems: () => void
  readonly onCompare: () => void
  /** Deletes a pipeline that was never deployed. */
  readonly onDiscard: () => void
  readonly onChanged: () => void
}

/** Deploys the draft, after it said what that will do; beside it what else can be done with the draft. */
export function DeployButton({ status, figures, asked, onAnswered, onProblems, onCompare, onDiscard, onChanged }: DeployButtonProps) {
  const t = useT()
  const editor = useEditor()
  const [open, setOpen] = useState(false)
  const note = useRef<HTMLInputElement>(null)
  const live = useEditorState((s) => s.live)
  const broken = useEditorState((s) => errorsOf(s.read.issues) > 0)
  const same = useEditorState((s) => s.live?.text === s.text)
  useEffect(() => {
    if (asked === null) return
    onAnswered()
    // Ctrl+S saves at once, and asks what the next version is called
    if (asked === 'version') editor.saveNow().catch(toastError)
    setOpen(true)
    if (asked === 'version') focusSoon(note)
  }, [asked, onAnswered, editor])
  return (
    <span id="design-deploy" className="inline-flex">
      <Popover
        open={open}
        onOpenChange={setOpen}
        label={t('do.deploy')}
        className="w-96"
        trigger={
          <Button
            look={broken || same ? 'plain' : 'primary'}
            icon={<Rocket size={14} aria-hidden="true" />}
            title={broken ? t('deploy.has-errors', { count: errorsOf(editor.now.read.issues) }) : undefined}
            className={cx('relative rounded-r-none focus-visible:z-10', broken && 'opacity-60')}
          >
            {t('do.deploy')}
          </Button>
        }
      >
        <DeployPanel
          status={status}
          figures={figures}
          note={note}
          onProblems={() => {
            setOpen(false)
            onProblems()
          }}
          onChanged={onChanged}
          onClose={() => setOpen(false)}
        />
      </Popover>
      <Menu
        trigger={
          <Button
            look={broken || same ? 'plain' : 'primary'}
            aria-label={t('deploy.more')}
            className="-ml-px rounded-l-none border-l-panel/40 px-1.5"
          >
            <ChevronDown size={14} aria-hidden="true" />
          </Button>
        }
      >
        <MenuItem icon={<Rocket size={14} />} onSelect={() => setOpen(true)}>
          {t('deploy.open')}
        </MenuItem>
        <MenuItem
          icon={<MessageSquareText size={14} />}
          onSelect={() => {
            setOpen(true)
            focusSoon(note)
          }}
        >
          {t('deploy.with-note')}
        </MenuItem>
        <MenuItem icon={<GitCompareArrows size={14} />} disabled={live === null} onSelect={onCompare}>
          {t('deploy.compare')}
        </MenuItem>
        <MenuLine />
        {live === null ? (
          <MenuItem icon={<Trash2 size={14} />} danger onSelect={onDiscard}>
            {t('deploy.discard')}
          </MenuItem>
        ) : (
          <MenuItem
            icon={<Undo2 size={14} />}
            disabled={same}
            onSelect={() => {
              editor.revert()
              toastDone(t('deploy.reverted', { number: live.number }), { label: t('do.undo'), run: () => void editor.undo() })
            }}
          >
            {t('deploy.revert', { number: live.number })}
          </MenuItem>
        )}
      </Menu>
    </span>
  )
}

/** Once the panel is there, and the menu gave the focus back. */
function focusSoon(field: RefObject<HTMLElement | null>): void {
  setTimeout(() => field.current?.focus(), 60)
}
