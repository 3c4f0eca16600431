'use client'
import { useMemo } from 'react'
import { classifyChange } from '../../../core/change.ts'
import type { Issue } from '../../../core/issue.ts'
import { readingOf } from '../../../core/suggest/index.ts'
import { useEditor, useEditorState } from '../editor/use-editor.ts'
import type { Impact } from './text-impact.ts'

/** How many issues keep a text from being deployed. */
export const errorsOf = (issues: readonly Issue[]): number => issues.filter(({ level }) => level === 'error').length

/** What a deploy of the draft would do. */
export function useImpact(): Impact {
  const { catalogue } = useEditor()
  const read = useEditorState((s) => s.read)
  const live = useEditorState((s) => s.live?.text ?? null)
  const from = useMemo(() => (live === null ? null : readingOf(live, catalogue)), [live, catalogue])
  return useMemo(() => {
    const { compiled, issues, pipeline } = read
    const titleOf = (node: string): string => pipeline?.nodes[node]?.title ?? from?.pipeline?.nodes[node]?.title ?? node
    if (read.stale || compiled === null) return { changes: null, titleOf }
    // an issue of the text alone, such as a parameter that is not there, leaves a plan
    const to = errorsOf(issues) > 0 ? { ...compiled, plan: null, issues: [...issues] } : compiled
    return { changes: classifyChange(from?.compiled ?? null, to), titleOf }
  }, [read, from])
}
