'use client'
import { useMemo } from 'react'
import { useEditorState } from '../editor/use-editor.ts'

/** All that a rule can watch: the pipeline, nodes that carry records, and wires. */
export function useTargets(): readonly string[] {
  const graph = useEditorState((s) => s.read.graph)
  return useMemo(
    () => ['pipeline', ...graph.nodes.filter(({ stage }) => stage !== 'control').map(({ id }) => id), ...graph.wires.map(({ id }) => id)],
    [graph],
  )
}
