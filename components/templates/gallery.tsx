'use client'
import { PencilRuler, Play } from 'lucide-react'
import type { Template } from '../../core/protocol.ts'
import { useT, useWords } from '../i18n/provider.tsx'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { Status } from '../ui/status.tsx'
import { GraphSketch } from './graph-sketch.tsx'
import type { Making } from './use-template.ts'

const grid = 'grid grid-cols-[repeat(auto-fill,minmax(min(264px,100%),1fr))] gap-3'
const card = 'flex flex-col overflow-hidden rounded-lg border border-line bg-panel'
const SKETCH = { width: 264, height: 104 } as const

/** Templates as cards, each one click from running. */
export function Gallery({
  templates,
  making,
  make,
}: {
  templates: readonly Template[]
  making: Making | null
  make: (what: Making) => void
}) {
  return (
    <ul className={grid}>
      {templates.map((template) => (
        <li key={template.name} className="contents">
          <Card template={template} making={making} make={make} />
        </li>
      ))}
    </ul>
  )
}

function Card({ template, making, make }: { template: Template; making: Making | null; make: (what: Making) => void }) {
  const t = useT()
  const words = useWords()
  const { name, title, description, graph, ports } = template
  const at = (start: boolean): boolean => making?.template === name && making.start === start
  const title_ = words(title)
  return (
    <article aria-label={title_} className={card} data-template={name}>
      <div className="border-b border-line bg-bg">
        <GraphSketch graph={graph} {...SKETCH} label={t('templates.sketch', { count: graph.nodes.length })} />
      </div>
      <div className="flex flex-1 flex-col gap-1.5 p-3">
        <h2 className="text-base font-semibold">{title_}</h2>
        <p className="flex-1 text-muted">{words(description)}</p>
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs">
          <Status shape="dot" tone="ok" quiet>
            {t('templates.anywhere')}
          </Status>
          {ports.length > 0 && <Badge>{t('templates.ports', { ports: ports.join(', ') })}</Badge>}
        </p>
        <div className="mt-1.5 flex flex-wrap gap-2">
          <Button
            look="primary"
            aria-label={t('templates.run-of', { name: title_ })}
            busy={at(true)}
            disabled={making !== null}
            icon={<Play size={12} fill="currentColor" aria-hidden="true" />}
            onClick={() => make({ template: name, start: true })}
          >
            {t('templates.run')}
          </Button>
          <Button
            aria-label={t('templates.draft-of', { name: title_ })}
            busy={at(false)}
            disabled={making !== null}
            icon={<PencilRuler size={14} aria-hidden="true" />}
            onClick={() => make({ template: name, start: false })}
          >
            {t('templates.draft')}
          </Button>
        </div>
      </div>
    </article>
  )
}

/** Holds the place of the cards. */
export const GallerySkeleton = () => (
  <div aria-busy="true" className={grid}>
    {Array.from({ length: 8 }, (_, i) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: all are alike
      <div key={i} className={card}>
        <div className="h-26 border-b border-line bg-bg" />
        <div className="flex h-38 flex-col gap-2 p-3">
          <Skeleton className="h-5 w-1/2" />
          <Skeleton className="h-4 w-full" />
          <Skeleton className="h-4 w-3/4" />
        </div>
      </div>
    ))}
  </div>
)
