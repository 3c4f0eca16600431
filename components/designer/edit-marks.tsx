import { Pin, Plus, ShieldCheck } from 'lucide-react'
import { memo, useEffect, useRef } from 'react'
import type { PathGuarantee } from '../../core/guarantee.ts'
import type { Issue } from '../../core/issue.ts'
import { typeNamed } from '../../core/node-type.ts'
import type { GraphView } from '../../core/protocol.ts'
import { useProblem, useReason, useT, useWords } from '../i18n/provider.tsx'
import { useModKey } from '../shell/keys.ts'
import { Glyph } from '../ui/status.tsx'
import { Tooltip } from '../ui/tooltip.tsx'
import { isPinned } from './editor/places.ts'
import { openPorts } from './editor/ports.ts'
import { issuesAt } from './editor/read.ts'
import { settingsLine } from './editor/settings-line.ts'
import { useDesk, useDeskState } from './editor/use-desk.ts'
import { useEditor, useEditorState } from './editor/use-editor.ts'
import { isDetailed } from './lod.ts'
import { useScene } from './scene.ts'

type Of = { readonly node: GraphView['nodes'][number] }

/** What the designer draws on a card: settings where nothing runs yet, problems, what is not live, and what could be done with it now. */
export const EditMarks = memo(function EditMarks({ node }: Of) {
  const { detail } = useScene()
  return (
    <>
      <Veil id={node.id} />
      {detail !== 'box' && <Settings node={node} />}
      {isDetailed(detail) && (
        <>
          <Next node={node} />
          <Guarantee id={node.id} />
        </>
      )}
      <Corner id={node.id} />
    </>
  )
})

/** What stands at the upper right of a card; most cards have nothing there. */
function Corner({ id }: { id: string }) {
  const changed = useEditorState((s) => s.diff?.nodes.some((node) => node.id === id) === true)
  const troubled = useEditorState((s) => issuesAt(s.read, id).length > 0)
  const pinned = useEditorState((s) => isPinned(s.read, id))
  if (!changed && !troubled && !pinned) return null
  return (
    <span className="mr-marks">
      {pinned && <PinMark />}
      {changed && <NotLive />}
      <Problems id={id} />
    </span>
  )
}

/** Where no figures are, the card says what the node is set to. */
function Settings({ node }: Of) {
  const { store } = useScene()
  const { catalogue } = useEditor()
  const root = useRef<HTMLParagraphElement>(null)
  useEffect(
    () =>
      store.onPaint(() => {
        const card = root.current?.closest<HTMLElement>('.mr-card')
        if (card) card.toggleAttribute('data-bare', store.node(node.id) === null)
      }),
    [store, node.id],
  )
  return (
    <p ref={root} className="mr-settings">
      {node.stage === 'control' ? '' : settingsLine(node.config, typeNamed(catalogue, node.type))}
    </p>
  )
}

/** What a card is while something is done: too far from a wire that is drawn, disabled, just changed. */
function Veil({ id }: { id: string }) {
  const t = useT()
  const mod = useModKey()
  const reason = useReason()
  const off = useEditorState((s) => s.read.pipeline?.nodes[id]?.enabled === false)
  const pulse = useDeskState((s) => (s.pulse.nodes.has(id) ? s.pulse : null))
  const drawn = useDeskState((s) => (s.drawing === null || s.drawing.end.node === id ? null : (s.drawing.targets.get(id) ?? 'none')))
  const over = useDeskState((s) => s.over === id)
  const letters = useDeskState((s) => s.drawing?.letters?.get(id) ?? null)
  const typed = useDeskState((s) => (letters === null ? '' : (s.drawing?.typed ?? '')))
  const reached = useDeskState((s) => s.along?.reached.has(id) === true)
  const way = useDeskState((s) => (s.along?.node === id ? s.along.way : null))
  const veil = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    if (pulse !== null)
      veil.current?.getAnimations({ subtree: true }).forEach((animation) => {
        animation.currentTime = 0
      })
  }, [pulse])
  const misfit = drawn === null || drawn === 'none' ? null : drawn.misfit
  if (!off && pulse === null && drawn === null && letters === null && !reached) return null
  return (
    <span
      ref={veil}
      className="mr-veil"
      data-off={off || undefined}
      data-pulse={pulse === null ? undefined : ''}
      data-unfit={drawn === 'none' || misfit !== null || undefined}
      data-fit={(drawn !== null && drawn !== 'none' && misfit === null) || undefined}
      data-over={over || undefined}
      data-reached={reached || undefined}
      data-way={way ?? undefined}
    >
      {off && <span className="mr-off">{t('design.off')}</span>}
      {misfit !== null && over && <span className="mr-reason">{reason(misfit.reason)}</span>}
      {way !== null && (
        <span className="mr-reason">
          {t(`design.along-${way}`)}
          <span className="block text-muted">{t('design.along-more', { key: mod })}</span>
        </span>
      )}
      {letters !== null && (
        <kbd
          className="mr-letter"
          data-chosen={typed !== '' && letters === typed ? '' : undefined}
          data-out={!letters.startsWith(typed) || undefined}
        >
          {letters}
        </kbd>
      )}
    </span>
  )
}

const look = {
  error: { shape: 'square', tone: 'crit' },
  warning: { shape: 'triangle', tone: 'warn' },
  info: { shape: 'diamond', tone: 'info' },
} as const

export function worstOf(issues: readonly Issue[]): Issue['level'] | null {
  return (['error', 'warning', 'info'] as const).find((level) => issues.some((issue) => issue.level === level)) ?? null
}

/** The problems of a place: glyph and number, and what they are when it is looked at. */
export function Problems({ id }: { id: string }) {
  const t = useT()
  const editor = useEditor()
  const problem = useProblem()
  const issues = useEditorState((s) => issuesAt(s.read, id))
  const level = worstOf(issues)
  if (level === null) return null
  const list = (
    <ul className="flex flex-col gap-1.5">
      {issues.slice(0, 5).map((issue) => (
        <li key={`${issue.code}${issue.message}`} className="flex gap-1.5">
          <Glyph {...look[issue.level]} className="mt-0.5" />
          <span>
            {problem(issue).message}
            {issue.hint !== undefined && <span className="block text-muted">{problem(issue).hint}</span>}
          </span>
        </li>
      ))}
    </ul>
  )
  return (
    <Tooltip text={list} side="top">
      <button
        type="button"
        tabIndex={-1}
        className="mr-problems nodrag"
        data-level={level}
        aria-label={t('design.problems', { count: issues.length })}
        onClick={(event) => {
          event.stopPropagation()
          editor.goToProblem(issues.find((issue) => issue.level === level)!)
        }}
      >
        <Glyph {...look[level]} />
        <span className="num">{issues.length}</span>
      </button>
    </Tooltip>
  )
}

function PinMark() {
  const t = useT()
  return (
    <Tooltip text={t('design.pinned-hint')} side="top">
      <span className="mr-pin">
        <Pin aria-hidden="true" />
      </span>
    </Tooltip>
  )
}

function NotLive() {
  const t = useT()
  return (
    <Tooltip text={t('design.not-live')} side="top">
      <i className="mr-not-live" />
    </Tooltip>
  )
}

function Guarantee({ id }: { id: string }) {
  const t = useT()
  const editor = useEditor()
  const guarantee = useEditorState((s) => s.read.compiled?.guarantees.find((g) => g.sink === id) ?? null)
  const title = useEditorState((s) => titleOf(s.read.graph, guarantee?.weakest?.at))
  if (guarantee === null) return null
  const label = t(`live.guarantee.${guarantee.guarantee}`)
  const at = guarantee.weakest?.at
  const weakest =
    at === undefined ? null : at === 'pipeline' ? t('design.guarantee-pipeline') : at === id ? t('design.guarantee-self') : title
  return (
    <Tooltip text={<Why guarantee={guarantee} />} side="bottom">
      <button
        type="button"
        tabIndex={-1}
        className="mr-guarantee nodrag"
        onClick={(event) => {
          event.stopPropagation()
          if (at !== undefined && at !== 'pipeline') editor.select({ nodes: [at] })
        }}
      >
        <ShieldCheck size={12} strokeWidth={1.75} aria-hidden="true" />
        <span>
          {label}
          {weakest !== null && <span className="text-subtle"> · {t('design.guarantee-weakest', { name: weakest })}</span>}
        </span>
      </button>
    </Tooltip>
  )
}

const titleOf = (graph: GraphView, id: string | undefined): string | null => graph.nodes.find((n) => n.id === id)?.title ?? null

function Why({ guarantee: { guarantee, weakest, afterIngestLog } }: { guarantee: PathGuarantee }) {
  const t = useT()
  const words = useWords()
  return (
    <>
      <p className="font-medium">{t('design.guarantee', { label: t(`live.guarantee.${guarantee}`) })}</p>
      <p>{weakest === null ? t('design.guarantee-none') : words(weakest.reason)}</p>
      {afterIngestLog !== undefined && (
        <p className="text-muted">{t('design.guarantee-log', { label: t(`live.guarantee.${afterIngestLog}`) })}</p>
      )}
    </>
  )
}

/** The pointer's way to what Tab does. */
function Next({ node: { id } }: Of) {
  const named = useEditorState(
    (s) =>
      openPorts(s.read)
        .get(id)
        ?.out.some((port) => port !== 'out' && port !== 'late') === true,
  )
  const t = useT()
  const desk = useDesk()
  const shown = useEditorState((s) => s.selection.nodes.length === 1 && s.selection.nodes[0] === id)
  const idle = useDeskState((s) => s.drawing === null && s.adding === null && s.carried === null)
  if (!shown || !idle) return null
  return (
    <Tooltip text={t('design.next')} side="right">
      <button
        type="button"
        tabIndex={-1}
        aria-label={t('design.next')}
        className="mr-next nodrag nopan"
        data-named={named || undefined}
        onClick={(event) => {
          event.stopPropagation()
          desk.openBehind(id)
        }}
      >
        <Plus size={14} aria-hidden="true" />
      </button>
    </Tooltip>
  )
}
