'use client'
import { lazy, Suspense, useEffect } from 'react'
import type { EditorProps } from '../designer/editor/editor.tsx'
import { keptView } from '../designer/yaml/view.ts'
import { useSeen } from '../hooks/seen.ts'
import { loadCode } from '../ui/load-code.ts'
import { FirstPicture } from './monitor-lazy.tsx'

let begin: () => void
/** Once something is seen of the draft, what edits it is loaded. */
const seen = new Promise<void>((resolve) => {
  begin = resolve
})
const onDrawn = (): void => begin()

/** The designer, with the compiler and the catalogue of node types. */
const Editor = lazy(async () => {
  await seen
  return { default: (await loadCode(() => import('../designer/editor/editor.tsx'))).Editor }
})

/** The draft of a pipeline: a picture of it as the server reads it, until the editor is there. */
export function DesignTab(props: EditorProps) {
  const { detail, status, statuses, figures, stale, selected } = props
  const { draftGraph, live, changed } = detail
  const graph = live !== null && changed ? draftGraph : detail.graph
  const drawn = graph !== null && graph.nodes.length > 0 && keptView() === 'canvas'
  useSeen(!drawn)
  useEffect(() => {
    if (!drawn) begin()
  }, [drawn])
  const picture = drawn && (
    <FirstPicture
      graph={graph}
      store={figures}
      state={status.state}
      statuses={statuses}
      rules={detail.ruleSettings}
      selected={selected}
      stale={stale}
      onDrawn={onDrawn}
    />
  )
  return (
    <Suspense fallback={<Suspense fallback={<div className="h-full bg-bg" aria-busy="true" />}>{picture}</Suspense>}>
      <Editor {...props} />
    </Suspense>
  )
}
