'use client'
import { createContext, useContext, useMemo } from 'react'
import type { AlertStatus } from '../../../core/alert.ts'
import { parseText } from '../../../core/document.ts'
import { type DataMap, isDataMap, valueAt } from '../../../core/edit/data.ts'
import { type AnyNodeType, type Ports, portsOf, typeNamed } from '../../../core/node-type.ts'
import type { PipelineStatus } from '../../../core/protocol.ts'
import type { Reading } from '../../../core/suggest/index.ts'
import { useEditor, useEditorState } from '../editor/use-editor.ts'
import type { LiveStore } from '../live-store.ts'

/** What the inspector knows of the version that runs, beside the draft that it edits. */
export type Running = {
  readonly figures: LiveStore
  readonly status: PipelineStatus
  readonly statuses: readonly AlertStatus[]
}

const RunningContext = createContext<Running | null>(null)
export const RunningProvider = RunningContext.Provider

export function useRunning(): Running {
  const running = useContext(RunningContext)
  if (running === null) throw new Error('there is no inspector around this')
  return running
}

/** The draft as its text says it, references unreplaced; empty while the text is no map. While it is broken, as it last could be read. */
export function useDocument(): DataMap {
  const text = useEditorState((s) => (s.read.stale ? s.read.text : s.text))
  return useMemo(() => documentIn(text), [text])
}

function documentIn(text: string): DataMap {
  try {
    const value = parseText(text).value()
    return isDataMap(value) ? value : {}
  } catch {
    return {}
  }
}

export type DraftNode = {
  readonly id: string
  /** As the document says it. */
  readonly type: string
  readonly title: string | null
  readonly notes: string
  readonly enabled: boolean
  readonly config: DataMap
  /** null = no node type has this id. */
  readonly known: AnyNodeType | null
}

/** A node as the document says it; null when it is not there. */
export function useDraftNode(id: string): DraftNode | null {
  const { catalogue } = useEditor()
  const document = useDocument()
  return useMemo(() => draftNode(document, id, catalogue), [document, id, catalogue])
}

export function draftNode(document: DataMap, id: string, catalogue: Reading['catalogue']): DraftNode | null {
  const node = valueAt(document, ['nodes', id])
  if (!isDataMap(node)) return null
  const type = String(node.type)
  const text = (value: unknown): string | null => (typeof value === 'string' ? value : null)
  return {
    id,
    type,
    title: text(node.title),
    notes: text(node.notes) ?? '',
    enabled: node.enabled !== false,
    config: isDataMap(node.config) ? node.config : {},
    known: typeNamed(catalogue, type) ?? null,
  }
}

/** The ports of a node as it is set; null when its type or settings cannot be read. */
export function usePorts({ id, known }: DraftNode): Ports | null {
  const config = useEditorState((s) => s.read.pipeline?.nodes[id]?.config)
  return useMemo(() => {
    if (known === null) return null
    if (typeof known.ports !== 'function') return known.ports
    const read = known.config.safeParse(config)
    return read.success ? portsOf(known, read.data) : null
  }, [known, config])
}

/** What is known of the draft, for suggestions and fixes. Text and meaning belong together: what is just typed is read with the next frame. */
export function useReading(): Reading {
  const text = useEditorState((s) => (s.read.stale ? s.text : s.read.text))
  const read = useEditorState((s) => s.read)
  return useMemo(() => (read.stale ? { ...read, text, pipeline: null } : read), [text, read])
}
