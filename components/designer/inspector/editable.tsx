'use client'
import type { ReactNode } from 'react'
import { useEditorState } from '../editor/use-editor.ts'

/** Controls that write into the document: none can be used while its text is broken. */
export function Editable({ children }: { children: ReactNode }) {
  const stale = useEditorState((s) => s.read.stale)
  return (
    <fieldset disabled={stale} role="presentation" className="contents">
      {children}
    </fieldset>
  )
}
