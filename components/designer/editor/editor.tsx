'use client'
import { useEffect, useMemo, useRef, useState } from 'react'
import { createPortal } from 'react-dom'
import type { AlertStatus } from '../../../core/alert.ts'
import type { PipelineDetail, PipelineStatus } from '../../../core/protocol.ts'
import { useSecretNames } from '../../hooks/secrets.ts'
import { useLang, useT, useTexts } from '../../i18n/provider.tsx'
import { isPage } from '../../shell/page-focus.ts'
import { usePaletteGroups } from '../../shell/palette-groups.ts'
import { Glyph } from '../../ui/status.tsx'
import { EditCanvas } from '../edit-canvas.tsx'
import { Inspector } from '../inspector/inspector.tsx'
import type { LiveStore } from '../live-store.ts'
import { Carried } from '../palette/carried.tsx'
import { paletteIsNarrow } from '../palette/narrow.ts'
import { Palette } from '../palette/palette.tsx'
import { QuickAdd } from '../quick-add/quick-add.tsx'
import { WorkArea } from '../yaml/work-area.tsx'
import { EditorBar } from './bar.tsx'
import { CardMenu } from './card-menu.tsx'
import { useClipboard } from './clipboard.ts'
import { Desk } from './desk.ts'
import { useEditorKeys } from './keys.ts'
import { Outline } from './outline.tsx'
import { Refusal } from './refusal.tsx'
import { useDesignCommands } from './use-design-commands.tsx'
import { DeskProvider, useDesk, useDeskState } from './use-desk.ts'
import { EditorProvider, editorOf, useEditorState, useKeptDrafts } from './use-editor.ts'

export type EditorProps = {
  readonly detail: PipelineDetail
  readonly status: PipelineStatus
  readonly statuses: readonly AlertStatus[]
  readonly figures: LiveStore
  /** Figures are older than the connection. */
  readonly stale: boolean
  /** Where the bar of the editor goes. */
  readonly bar: HTMLElement | null
  /** What the address says is selected. */
  readonly selected: string | null
  readonly onSelect: (id: string | null) => void
  /** Something was deployed. */
  readonly onChanged: () => void
  /** Shows how the draft differs from what is live. */
  readonly onCompare: () => void
  /** The address asks to deploy; told once it is asked. */
  readonly deploys: boolean
  readonly onAsked: () => void
}

/** The draft of a pipeline: palette, canvas, and what belongs to them. */
export function Editor(props: EditorProps) {
  useTexts('design')
  const { detail, bar } = props
  const t = useT()
  const lang = useLang()
  const editor = useMemo(() => editorOf(detail.name, detail.draft), [detail.name, detail.draft])
  const [desk] = useState(() => new Desk(editor, t, lang))
  useEffect(() => {
    desk.t = t
    desk.lang = lang
  })
  useEffect(() => editor.offer(detail.draft), [editor, detail.draft])
  useEffect(() => void editor.showLive(detail.live), [editor, detail.live])
  const secrets = useSecretNames()
  useEffect(() => editor.knowSecrets(secrets), [editor, secrets])
  useKeptDrafts()
  const { deploys, onAsked } = props
  useEffect(() => {
    if (!deploys) return
    desk.set({ asked: 'deploy' })
    onAsked()
  }, [deploys, onAsked, desk])
  return (
    <EditorProvider value={editor}>
      <DeskProvider value={desk}>
        {bar !== null && createPortal(<EditorBar {...props} />, bar)}
        <Laid {...props} />
      </DeskProvider>
    </EditorProvider>
  )
}

function Laid({ detail, status, statuses, figures, stale, selected, onSelect }: EditorProps) {
  const [narrow, setNarrow] = useState(paletteIsNarrow)
  const desk = useDesk()
  // who opens an empty draft can begin at once
  useEffect(() => {
    if (isPage(document.activeElement) && desk.read.graph.nodes.length === 0) desk.canvas?.focus(null)
  }, [desk])
  useEditorKeys()
  useClipboard()
  usePaletteGroups(useDesignCommands())
  useSelectionInAddress(selected, onSelect)
  return (
    <div data-editor="" className="relative flex h-full min-h-0">
      <Palette narrow={narrow} onNarrow={setNarrow} />
      <Outline />
      <WorkArea>
        <EditCanvas
          live={detail.graph}
          store={figures}
          state={status.state}
          statuses={statuses}
          rules={detail.ruleSettings}
          stale={stale}
        />
        <Empty />
        <Broken />
        <Notice />
      </WorkArea>
      <Inspector figures={figures} status={status} statuses={statuses} />
      <QuickAdd />
      <CardMenu />
      <Refusal />
      <Carried />
      <Said />
    </div>
  )
}

/** What is selected stands in the address, so that a link leads to it. */
function useSelectionInAddress(selected: string | null, onSelect: (id: string | null) => void): void {
  const desk = useDesk()
  const { nodes, wires } = useEditorState((s) => s.selection)
  const first = useRef(selected)
  useEffect(() => {
    const id = first.current
    first.current = null
    if (id === null) return
    const { graph } = desk.read
    if (graph.nodes.some((n) => n.id === id)) desk.editor.select({ nodes: [id] })
    else if (graph.wires.some((w) => w.id === id)) desk.editor.select({ wires: [id] })
  }, [desk])
  const only = nodes.length + wires.length === 1 ? (nodes[0] ?? wires[0]) : null
  const told = useRef(selected)
  useEffect(() => {
    if (first.current !== null || only === told.current) return
    told.current = only
    onSelect(only)
  }, [only, onSelect])
}

function Empty() {
  const t = useT()
  const read = useEditorState((s) => s.read)
  const idle = useDeskState((s) => s.adding === null && s.carried === null)
  if (read.graph.nodes.length > 0 || !idle) return null
  const broken = read.stale
  return (
    <div className="mr-empty pointer-events-none absolute inset-0 flex flex-col items-center justify-center text-center">
      <div className="rounded-md px-3 py-2">
        <p className="text-base font-medium">{t(broken ? 'design.unreadable' : 'design.empty')}</p>
        <p className="mt-1 text-muted">{t(broken ? 'design.unreadable-hint' : 'design.empty-hint')}</p>
      </div>
    </div>
  )
}

function Broken() {
  const t = useT()
  const stale = useEditorState((s) => s.read.stale && s.read.graph.nodes.length > 0)
  // beside the text it is said above the text
  const alone = useDeskState((s) => s.view === 'canvas')
  if (!stale || !alone) return null
  return (
    <p
      role="status"
      className="absolute top-3 left-1/2 flex -translate-x-1/2 items-center gap-2 rounded-md border border-line-strong bg-raised px-3 py-1.5 text-xs"
    >
      <Glyph shape="square" tone="crit" />
      {t('design.stale')}
    </p>
  )
}

const SHOWN_FOR = 4_000

/** What is to be known just now: how a wire is drawn by letters, or what cannot be. */
function Notice() {
  const t = useT()
  const desk = useDesk()
  const drawing = useDeskState((s) => s.drawing?.letters != null)
  const notice = useDeskState((s) => s.notice)
  useEffect(() => {
    if (notice === null) return
    const timer = setTimeout(() => desk.set({ notice: null }), SHOWN_FOR)
    return () => clearTimeout(timer)
  }, [desk, notice])
  const text = drawing ? t('design.draw-hint') : notice
  if (text === null) return null
  return (
    <p className="pop-in absolute top-3 left-1/2 z-10 -translate-x-1/2 rounded-md border border-line-strong bg-raised px-3 py-1.5 text-xs shadow-pop">
      {text}
    </p>
  )
}

/** Says what happened to those who do not see the canvas. */
function Said() {
  const { text, times } = useDeskState((s) => s.said)
  return (
    <div role="status" aria-live="polite" className="sr-only">
      <p key={times}>{text}</p>
    </div>
  )
}
