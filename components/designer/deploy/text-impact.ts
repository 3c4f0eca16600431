'use client'
import { useMemo } from 'react'
import { type Change, classifyChange } from '../../../core/change.ts'
import { readingOf } from '../../../core/suggest/index.ts'
import { catalogue } from '../../../nodes/types.gen.ts'

export type Impact = {
  /** Node by node; null while a text is missing or broken. */
  readonly changes: readonly Change[] | null
  /** The title of a node of the newer text, or of the older one. */
  readonly titleOf: (node: string) => string
}

/** What a deploy of one text over another, which is live, would do; null = the text is not known yet. */
export function useTextImpact(live: string | null, text: string | null): Impact {
  const from = useMemo(() => (live === null ? null : readingOf(live, catalogue)), [live])
  const to = useMemo(() => (text === null ? null : readingOf(text, catalogue)), [text])
  return useMemo(() => {
    const titleOf = (node: string): string => to?.pipeline?.nodes[node]?.title ?? from?.pipeline?.nodes[node]?.title ?? node
    if (from === null || to === null || to.compiled === null) return { changes: null, titleOf }
    return { changes: classifyChange(from.compiled, to.compiled), titleOf }
  }, [from, to])
}
