'use client'
import { X } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import { useT } from '../../i18n/provider.tsx'
import { IconButton } from '../../ui/button.tsx'
import { Choice } from '../../ui/choice.tsx'
import { Grip, useKeptWidth, type Widths } from '../../ui/grip.tsx'
import { useDesk, useDeskState } from '../editor/use-desk.ts'
import { ProblemsChip } from '../problems/problems-chip.tsx'
import { ProblemsPanel } from '../problems/problems-panel.tsx'
import { YamlPane } from './yaml-pane.tsx'

const views = ['canvas', 'split', 'yaml'] as const
type View = (typeof views)[number]
const KEY = 'millrace.view'
const WIDTHS: Widths = { least: 280, most: 960, first: 420 }

function useView(): readonly [View, (view: View) => void] {
  const [view, setView] = useState<View>('canvas')
  useEffect(() => {
    const kept = views.find((each) => each === localStorage.getItem(KEY))
    if (kept !== undefined) setView(kept)
  }, [])
  return [
    view,
    (next) => {
      setView(next)
      localStorage.setItem(KEY, next)
    },
  ]
}

/** The canvas, the text, or both beside each other; below them what is wrong with the draft. */
export function WorkArea({ children: canvas }: { children: ReactNode }) {
  const t = useT()
  const [view, setView] = useView()
  const desk = useDesk()
  const problems = useDeskState((s) => s.drawer === 'problems')
  const toggle = (): void => desk.set({ drawer: problems ? null : 'problems' })
  return (
    <div className="flex min-w-0 flex-1 flex-col">
      <div className="flex min-h-0 flex-1">
        {view !== 'yaml' && <div className="relative min-w-0 flex-1">{canvas}</div>}
        {view !== 'canvas' && <Text alone={view === 'yaml'} />}
      </div>
      {problems && (
        <div className="relative h-44 shrink-0 border-t border-line bg-panel">
          <ProblemsPanel />
          <span className="absolute top-1 right-3">
            <IconButton label={t('do.close')} size="small" look="plain" onClick={toggle}>
              <X size={14} />
            </IconButton>
          </span>
        </div>
      )}
      <div className="flex h-10 shrink-0 items-center gap-2 border-t border-line bg-panel px-2">
        <Choice
          value={view}
          onChange={setView}
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
