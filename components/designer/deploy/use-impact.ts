'use client'
import { useMemo } from 'react'
import { type Change, classifyChange, type Deployed } from '../../../core/change.ts'
import type { Issue } from '../../../core/issue.ts'
import type { Catalogue } from '../../../core/node-type.ts'
import { readingOf } from '../../../core/suggest/index.ts'
import { useEditor, useEditorState } from '../editor/use-editor.ts'

/** What a text would be if it were deployed; null = it cannot be read. */
export const deployedOf = (text: string, catalogue: Catalogue): Deployed | null => readingOf(text, catalogue).compiled

/** How many issues keep a text from being deployed. */
export const errorsOf = (issues: readonly Issue[]): number => issues.filter(({ level }) => level === 'error').length

/** What a deploy of the draft would do, node by node; null while its text is broken. */
export function useImpact(): readonly Change[] | null {
  const { catalogue } = useEditor()
  const read = useEditorState((s) => s.read)
  const live = useEditorState((s) => s.live?.text ?? null)
  const from = useMemo(() => (live === null ? null : deployedOf(live, catalogue)), [live, catalogue])
  return useMemo(() => {
    if (read.stale || read.compiled === null) return null
    // an issue of the text alone, such as a parameter that is not there, leaves a plan
    const { compiled, issues } = read
    return classifyChange(from, errorsOf(issues) > 0 ? { ...compiled, plan: null, issues: [...issues] } : compiled)
  }, [read, from])
}
