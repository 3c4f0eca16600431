'use client'
import { useEffect, useState } from 'react'
import type { PipelineStatus } from '../../../core/protocol.ts'
import type { LiveStore } from '../live-store.ts'
import { type Heard, type Progress, progressOf } from './stages.ts'

const NOTHING: Heard = { figures: false, connected: false, record: false }

/** Follows a deployed version to its first record; `nodes` are those of its graph. */
export function useProgress(version: number | null, status: PipelineStatus, figures: LiveStore, nodes: readonly string[]): Progress {
  const [heard, setHeard] = useState(NOTHING)
  useEffect(() => {
    setHeard(NOTHING)
    if (version === null) return
    return figures.onPaint(() => {
      const { frame } = figures
      if (frame?.version !== version) return
      const now = { figures: true, connected: nodes.every((id) => figures.node(id)?.up !== 0), record: (frame.total.recordsIn ?? 0) > 0 }
      setHeard((before) =>
        before.record ? before : now.connected === before.connected && now.record === before.record && before.figures ? before : now,
      )
    })
  }, [version, figures, nodes])
  return progressOf(version, status, heard)
}
