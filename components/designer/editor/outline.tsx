'use client'
import { X } from 'lucide-react'
import { useLang, useT } from '../../i18n/provider.tsx'
import { IconButton } from '../../ui/button.tsx'
import { cx } from '../../ui/cx.ts'
import { Problems } from '../edit-marks.tsx'
import { TypeIcon } from '../type-icon.tsx'
import { useDesk, useDeskState } from './use-desk.ts'
import { useEditorState } from './use-editor.ts'

/** The graph as a list: all of it without looking at the canvas. */
export function Outline() {
  const t = useT()
  const lang = useLang()
  const desk = useDesk()
  const shown = useDeskState((s) => s.outline)
  const graph = useEditorState((s) => s.read.graph)
  const selected = useEditorState((s) => s.selection.nodes)
  if (!shown) return null
  const titles = new Map(graph.nodes.map((n) => [n.id, n.title]))
  const named = (ids: readonly string[]): string => [...new Set(ids)].map((id) => titles.get(id) ?? id).join(lang === 'zh' ? '、' : ', ')
  return (
    <section aria-label={t('design.outline')} className="flex w-72 shrink-0 flex-col border-r border-line bg-panel">
      <div className="flex h-12 shrink-0 items-center gap-2 border-b border-line pr-2 pl-3">
        <div className="min-w-0 flex-1">
          <h2 className="font-medium">{t('design.outline')}</h2>
          <p className="truncate text-xs text-subtle">{t('design.outline-hint')}</p>
        </div>
        <IconButton label={t('do.close')} size="small" onClick={() => desk.set({ outline: false })}>
          <X size={16} />
        </IconButton>
      </div>
      <ol className="min-h-0 flex-1 overflow-auto p-1">
        {graph.nodes.map((node) => {
          const front = graph.wires.filter((w) => w.to.node === node.id).map((w) => w.from.node)
          const back = graph.wires.filter((w) => w.from.node === node.id).map((w) => w.to.node)
          return (
            <li key={node.id} className="relative">
              <button
                type="button"
                aria-pressed={selected.includes(node.id)}
                onClick={() => {
                  desk.editor.select({ nodes: [node.id] })
                  desk.canvas?.reveal([node.id])
                }}
                className={cx(
                  'flex min-h-11 w-full items-start gap-2 rounded-sm px-2 py-1.5 text-left hover:bg-hover',
                  selected.includes(node.id) && 'bg-selected',
                )}
              >
                <TypeIcon type={node.type} stage={node.stage} />
                <span className="min-w-0 flex-1">
                  <span className="block truncate font-medium">{node.title}</span>
                  <span className="block truncate text-xs text-muted">
                    {[
                      t(`stage.${node.stage}`),
                      front.length > 0 && t('design.outline-in', { names: named(front) }),
                      back.length > 0 && t('design.outline-out', { names: named(back) }),
                    ]
                      .filter(Boolean)
                      .join(' · ')}
                  </span>
                </span>
              </button>
              <span className="absolute top-2 right-2">
                <Problems id={node.id} />
              </span>
            </li>
          )
        })}
      </ol>
    </section>
  )
}
