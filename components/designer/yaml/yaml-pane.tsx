'use client'
import dynamic from 'next/dynamic'
import { useT } from '../../i18n/provider.tsx'
import { loadCode } from '../../ui/load-code.ts'
import { Skeleton } from '../../ui/skeleton.tsx'
import { Glyph } from '../../ui/status.tsx'
import { useEditorState } from '../editor/use-editor.ts'

const YamlEditor = dynamic(() => loadCode(() => import('./yaml-editor.tsx')).then((module) => module.YamlEditor), {
  ssr: false,
  loading: Waiting,
})

/** The draft as text, live beside the canvas; says so while the canvas shows an older text. */
export function YamlPane() {
  const t = useT()
  const broken = useEditorState(({ read }) => (read.stale ? (read.issues[0] ?? null) : null))
  return (
    <section aria-label={t('yaml.title')} className="flex h-full min-h-0 flex-col bg-panel">
      {broken !== null && (
        <p role="status" className="flex shrink-0 gap-2 border-b border-line bg-crit/10 px-3 py-1.5 text-xs">
          <Glyph shape="square" tone="crit" className="mt-0.5" />
          <span className="min-w-0 break-words">
            {broken.at.line === undefined ? t('yaml.broken') : t('yaml.broken-at', { line: broken.at.line })} {t('yaml.last-good')}
          </span>
        </p>
      )}
      <div className="min-h-0 flex-1">
        <YamlEditor />
      </div>
    </section>
  )
}

function Waiting() {
  return (
    <div aria-busy="true" className="flex flex-col gap-3 p-4">
      {['w-32', 'w-48', 'w-40', 'w-64'].map((width) => (
        <Skeleton key={width} className={`h-3.5 ${width}`} />
      ))}
    </div>
  )
}
