import { useMemo } from 'react'
import type { AlertStatus, Rule } from '../../core/alert.ts'
import type { GraphView, PipelineState } from '../../core/protocol.ts'
import type { LiveStore } from './live-store.ts'
import type { Detail } from './lod.ts'
import { culpritOf, firingOn, type Scene, silencedOn } from './scene.ts'

/** What the cards and wires of a canvas draw beside their own data. */
export function useScenery(
  graph: GraphView,
  store: LiveStore,
  state: PipelineState,
  statuses: readonly AlertStatus[],
  rules: readonly Rule[],
  detail: Detail,
  Marks: Scene['Marks'] = null,
): Scene {
  const firing = useMemo(() => firingOn(statuses), [statuses])
  const silenced = useMemo(() => silencedOn(statuses), [statuses])
  const byName = useMemo(() => {
    const status = new Map(statuses.map((s) => [s.rule, s]))
    const rule = new Map(rules.map((r) => [r.name, r]))
    return new Map(
      [...new Set([...status.keys(), ...rule.keys()])].map((name) => [
        name,
        { status: status.get(name) ?? null, rule: rule.get(name) ?? null },
      ]),
    )
  }, [statuses, rules])
  const culprit = useMemo(() => culpritOf(graph, store), [graph, store])
  return useMemo(
    () => ({ store, state, firing, silenced, rules: byName, detail, culprit, Marks }),
    [store, state, firing, silenced, byName, detail, culprit, Marks],
  )
}
