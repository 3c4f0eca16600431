'use client'
import { X } from 'lucide-react'
import { type ReactNode, useEffect } from 'react'
import { useT } from '../../i18n/provider.tsx'
import { IconButton } from '../../ui/button.tsx'
import { Choice } from '../../ui/choice.tsx'
import { Grip, useKeptWidth, type Widths } from '../../ui/grip.tsx'
import { useDesk, useDeskState } from '../editor/use-desk.ts'
import { ProblemsChip } from '../problems/problems-chip.tsx'
import { ProblemsPanel } from '../problems/problems-panel.tsx'
import { Tour } from '../tour/tour.tsx'
import { keepView, keptView, type View, views } from './view.ts'
import { YamlPane } from './yaml-pane.tsx'

const WIDTHS: Widths = { least: 280, most: 960, first: 400 }

/** What is shown, as it was left on this browser. */
function useView(): readonly [View, (view: View) => void] {
  const desk = useDesk()
  const view = useDeskState((s) => s.view)
  useEffect(() => desk.set({ view: keptView() }), [desk])
  const show = (next: View): void => {
    desk.set({ view: next })
    keepView(next)
    // the canvas has another size
    if (next !== 'yaml') setTimeout(() => desk.canvas?.open(), 50)
  }
  return [view, show]
}

/** The canvas, the text, or both beside each other; below them what is wrong with the draft. */
export function WorkArea({ children: canvas }: { children: ReactNode }) {
  const t = useT()
  const [view, show] = useView()
  const desk = useDesk()
  const problems = useDeskState((s) => s.drawer === 'problems')
  const toggle = (): void => desk.set({ drawer: problems ? null : 'problems' })
  return (
    <div className="flex min-w-0 flex-1 flex-col">
      <Tour />
      <div className="flex min-h-0 flex-1">
        {view !== 'yaml' && <div className="relative min-w-0 flex-1">{canvas}</div>}
        {view !== 'canvas' && <Text alone={view === 'yaml'} />}
      </div>
      {problems && (
        <section aria-label={t('problems.title')} className="flex h-48 shrink-0 flex-col border-t border-line bg-panel">
          <div className="flex h-9 shrink-0 items-center justify-between border-b border-line pr-2 pl-3">
            <h2 className="text-xs font-medium text-subtle">{t('problems.title')}</h2>
            <IconButton label={t('do.close')} size="small" onClick={toggle}>
              <X size={14} />
            </IconButton>
          </div>
          <div className="min-h-0 flex-1">
            <ProblemsPanel />
          </div>
        </section>
      )}
      <div className="flex h-10 shrink-0 items-center gap-2 border-t border-line bg-panel px-2">
        <Choice
          value={view}
          onChange={show}
          label={t('yaml.view')}
          options={views.map((value) => ({ value, label: t(`yaml.view.${value}`) }))}
        />
        <ProblemsChip open={problems} onToggle={toggle} />
      </div>
    </div>
  )
}

function Text({ alone }: { alone: boolean }) {
  const t = useT()
  const [width, setWidth] = useKeptWidth('millrace.yaml', WIDTHS)
  if (alone)
    return (
      <div className="min-w-0 flex-1">
        <YamlPane />
      </div>
    )
  return (
    <div className="relative max-w-[70%] shrink-0 border-l border-line" style={{ width }}>
      <Grip label={t('yaml.resize')} width={width} widths={WIDTHS} onWidth={setWidth} />
      <YamlPane />
    </div>
  )
}
