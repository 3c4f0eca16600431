import { type ComponentType, createContext, useContext } from 'react'
import type { AlertStatus, Rule } from '../../core/alert.ts'
import type { GraphView, LiveFrame, PipelineState } from '../../core/protocol.ts'
import type { LiveStore } from './live-store.ts'
import type { Detail } from './lod.ts'
import { bottleneck } from './node-state.ts'

/** What cards and wires draw beside their own data; it changes with states and zoom, never with figures. */
export type Scene = {
  readonly store: LiveStore
  readonly state: PipelineState
  /** The worst firing rule by the node or wire that it watches. */
  readonly firing: ReadonlyMap<string, AlertStatus>
  /** Nodes and wires of which a rule is silenced. */
  readonly silenced: ReadonlySet<string>
  /** Rules by name, for control nodes. */
  readonly rules: ReadonlyMap<string, { readonly status: AlertStatus | null; readonly rule: Rule | null }>
  readonly detail: Detail
  /** The node that holds up the others in the newest second. */
  readonly culprit: () => string | null
  /** Where the graph is edited: what is drawn on each card beside its face. Ports can be wired then. Stable. */
  readonly Marks: ComponentType<{ readonly node: GraphView['nodes'][number] }> | null
}

const SceneContext = createContext<Scene | null>(null)
export const SceneProvider = SceneContext.Provider

export function useScene(): Scene {
  const scene = useContext(SceneContext)
  if (scene === null) throw new Error('cards and wires are drawn inside a canvas')
  return scene
}

const RANK = { critical: 2, warning: 1, info: 0 } as const

/** The worst firing rule of each node and wire. Silenced rules stay quiet. */
export function firingOn(statuses: readonly AlertStatus[]): ReadonlyMap<string, AlertStatus> {
  const worst = new Map<string, AlertStatus>()
  for (const status of statuses) {
    if (status.state !== 'firing' || status.silencedUntil !== null) continue
    const known = worst.get(status.on)
    if (known === undefined || RANK[status.severity] > RANK[known.severity]) worst.set(status.on, status)
  }
  return worst
}

/** Where a rule is silenced. */
export const silencedOn = (statuses: readonly AlertStatus[]): ReadonlySet<string> =>
  new Set(statuses.filter(({ silencedUntil }) => silencedUntil !== null).map(({ on }) => on))

/** Seeks the bottleneck once for each frame. */
export function culpritOf(graph: GraphView, store: LiveStore): () => string | null {
  let seen: LiveFrame | null = null
  let found: string | null = null
  return () => {
    if (store.frame !== seen) {
      seen = store.frame
      found = bottleneck(
        graph,
        (id) => store.node(id),
        (id) => store.wire(id),
      )
    }
    return found
  }
}
