'use client'
import { PanelLeftClose, PanelLeftOpen, Search } from 'lucide-react'
import { type KeyboardEvent, type PointerEvent, type ReactNode, useMemo, useRef, useState } from 'react'
import { useLang, useT, useWords } from '../../i18n/provider.tsx'
import { IconButton } from '../../ui/button.tsx'
import { cx } from '../../ui/cx.ts'
import { Input } from '../../ui/input.tsx'
import { StageIcon } from '../../ui/stage-icon.tsx'
import { NothingFits } from '../../ui/states.tsx'
import { Tooltip } from '../../ui/tooltip.tsx'
import { useDesk } from '../editor/use-desk.ts'
import { useEditor } from '../editor/use-editor.ts'
import { TypeIcon } from '../type-icon.tsx'
import { drop, over } from './carry.ts'
import { byStage, entriesOf, searchTypes, type TypeEntry } from './search.ts'
import { TypeCard } from './type-card.tsx'

/** Every node type, grouped by stage: dragged onto the canvas, or clicked. */
export function Palette({ narrow, onNarrow }: { narrow: boolean; onNarrow: (narrow: boolean) => void }) {
  const t = useT()
  const lang = useLang()
  const { catalogue } = useEditor()
  const [text, setText] = useState('')
  const field = useRef<HTMLInputElement>(null)
  const all = useMemo(() => entriesOf(catalogue), [catalogue])
  const found = searchTypes(all, narrow ? '' : text, lang)
  const groups = [...byStage(found)]
  const [stop, setStop] = useState<string | null>(null)
  const reached = found.some((entry) => entry.id === stop) ? stop : (found[0]?.id ?? null)
  /** One stop for the Tab key; arrows go through the types. */
  const walk = (event: KeyboardEvent<HTMLElement>): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    const at = found.findIndex((entry) => entry.id === (event.target as HTMLElement).dataset.type)
    const next = step === undefined || at === -1 ? undefined : found[at + step]
    if (next === undefined) return
    event.preventDefault()
    setStop(next.id)
    event.currentTarget.querySelector<HTMLElement>(`[data-type="${next.id}"]`)?.focus()
  }
  return (
    <nav
      id="design-palette"
      aria-label={t('design.palette')}
      className={cx('flex min-h-0 shrink-0 flex-col border-r border-line bg-panel select-none', narrow ? 'w-12' : 'w-52')}
    >
      <div className={cx('flex shrink-0 items-center gap-1 border-b border-line p-2', narrow && 'justify-center')}>
        {!narrow && (
          <Input
            ref={field}
            type="search"
            value={text}
            onChange={(event) => setText(event.target.value)}
            placeholder={t('design.palette-search')}
            aria-label={t('design.palette-search')}
            icon={<Search size={14} />}
            className="min-w-0 flex-1"
          />
        )}
        <IconButton label={t(narrow ? 'design.palette-open' : 'design.palette-close')} side="right" onClick={() => onNarrow(!narrow)}>
          {narrow ? <PanelLeftOpen size={16} /> : <PanelLeftClose size={16} />}
        </IconButton>
      </div>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: arrow keys of the buttons inside */}
      <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain pb-2" onKeyDown={walk}>
        {groups.map(([stage, entries]) => (
          <section key={stage} aria-label={t(`stage.${stage}`)} className={cx('pt-2', narrow ? 'px-1.5' : 'px-2')}>
            {!narrow && (
              <h2 className="flex items-center gap-1.5 px-1 pb-1 text-xs font-medium text-subtle">
                <StageIcon stage={stage} size={12} />
                {t(`stage.${stage}`)}
              </h2>
            )}
            <ul className={cx(narrow && 'border-t border-line pt-2 first:border-t-0')}>
              {entries.map((entry) => (
                <li key={entry.id}>
                  <Entry entry={entry} narrow={narrow} reached={entry.id === reached} />
                </li>
              ))}
            </ul>
          </section>
        ))}
        {groups.length === 0 && <NothingFits text={text} field={field} onClear={() => setText('')} className="px-3 py-6" />}
      </div>
    </nav>
  )
}

/** Pixels after which a press is a drag. */
const DRAG_FROM = 5

function Entry({ entry: { id, type }, narrow, reached }: { entry: TypeEntry; narrow: boolean; reached: boolean }) {
  const t = useT()
  const words = useWords()
  const desk = useDesk()
  const press = useRef<{ x: number; y: number; dragging: boolean } | null>(null)
  const move = (event: PointerEvent<HTMLButtonElement>): void => {
    const begun = press.current
    if (begun === null) return
    const { clientX: x, clientY: y } = event
    if (!begun.dragging && Math.hypot(x - begun.x, y - begun.y) < DRAG_FROM) return
    begun.dragging = true
    event.currentTarget.setPointerCapture(event.pointerId)
    over(desk, id, x, y)
  }
  const end = (event: PointerEvent<HTMLButtonElement>, dropped: boolean): void => {
    const begun = press.current
    if (begun === null || !begun.dragging) return
    if (dropped) drop(desk, id, event.clientX, event.clientY)
    else desk.set({ carried: null, splice: null })
  }
  const face: ReactNode = (
    <button
      type="button"
      aria-label={t('design.palette-add', { name: words(type.title) })}
      data-type={id}
      tabIndex={reached ? 0 : -1}
      onPointerDown={(event) => {
        if (event.button === 0) press.current = { x: event.clientX, y: event.clientY, dragging: false }
      }}
      onPointerMove={move}
      onPointerUp={(event) => end(event, true)}
      onPointerCancel={(event) => {
        end(event, false)
        press.current = null
      }}
      onClick={() => {
        // the click that ends a drag is none
        if (press.current?.dragging !== true) desk.addFree(id)
        press.current = null
      }}
      className={cx(
        'flex min-h-8 w-full cursor-grab touch-pan-y items-center gap-2 rounded-md text-left hover:bg-hover active:cursor-grabbing pointer-coarse:min-h-10',
        narrow ? 'justify-center' : 'px-2',
      )}
    >
      <TypeIcon type={id} stage={type.stage} size={narrow ? 18 : 14} />
      {!narrow && <span className="truncate">{words(type.title)}</span>}
    </button>
  )
  return (
    <Tooltip text={<TypeCard type={type} />} side="right">
      {face}
    </Tooltip>
  )
}
