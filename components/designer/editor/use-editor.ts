'use client'
import { createContext, useContext, useEffect } from 'react'
import { useStore } from 'zustand'
import { catalogue } from '../../../nodes/types.gen.ts'
import { api } from '../../hooks/api.ts'
import { toastError } from '../../ui/toast.tsx'
import { type Draft, type EditorClock, type EditorState, EditorStore } from './store.ts'

const clock: EditorClock = {
  now: () => Date.now(),
  timer(ms, fire) {
    const timer = setTimeout(fire, ms)
    return () => clearTimeout(timer)
  },
}

/** Drafts that were opened on this page: a draft goes on where it was left. */
const opened = new Map<string, EditorStore>()
const KEPT = 4

/** The one editor of a pipeline's draft on this page. */
export function editorOf(name: string, draft: Draft): EditorStore {
  const known = opened.get(name)
  const editor = known ?? new EditorStore({ name, draft, catalogue, api, clock, storage: sessionStorage, onError: toastError })
  opened.delete(name)
  opened.set(name, editor)
  const done = [...opened].filter(([, each]) => each.now.saved === 'saved' && each !== editor)
  for (const [old] of done.slice(0, Math.max(0, opened.size - KEPT))) opened.delete(old)
  return editor
}

/** Puts drafts away when the page goes, and saves them when it is left. */
export function useKeptDrafts(): void {
  useEffect(() => {
    const put = (): void => {
      for (const editor of opened.values()) editor.keep()
    }
    const save = (): void => {
      // what fails is told where the draft is shown
      if (document.visibilityState === 'hidden') for (const editor of opened.values()) editor.saveNow().catch(() => {})
    }
    window.addEventListener('pagehide', put)
    document.addEventListener('visibilitychange', save)
    return () => {
      window.removeEventListener('pagehide', put)
      document.removeEventListener('visibilitychange', save)
    }
  }, [])
}

const EditorContext = createContext<EditorStore | null>(null)
export const EditorProvider = EditorContext.Provider

/** The editor of the page, for its actions; it never causes a render. */
export function useEditor(): EditorStore {
  const editor = useContext(EditorContext)
  if (editor === null) throw new Error('there is no editor around this')
  return editor
}

/** A part of the editor's state; renders when it changes. The selector must answer with a stable value. */
export const useEditorState = <T>(select: (state: EditorState) => T): T => useStore(useEditor().state, select)
