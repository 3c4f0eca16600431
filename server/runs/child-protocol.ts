import type { Frame, RunResult } from '../../core/metrics.ts'
import type { Durability, Plan, TapPoint } from '../../core/plan.ts'
import type { Cell, ViewChange, ViewColumns } from '../../core/protocol.ts'
import type { RunState } from '../../core/run.ts'
import type { EgressPolicy } from '../connections/egress.ts'

/** What the server says to the process of a run, over its channel. */
export type ToChild =
  | {
      readonly kind: 'start'
      readonly plan: Plan
      readonly stateDir: string
      /** Folders that file nodes may touch, beside the working directory. */
      readonly roots: readonly string[]
      /** Whom nodes may call; `port` = the one on which Millrace itself listens. */
      readonly egress: Pick<EgressPolicy, 'loopback' | 'allowed'> & { readonly port: number | null }
      /** Values of the secrets that the plan names. */
      readonly secrets: Readonly<Record<string, string>>
      readonly durability?: Durability
      /** Looks for the record of which the process died again and again. */
      readonly careful?: boolean
    }
  | { readonly kind: 'stop' }
  /** Samples these wires from now on, and no others. */
  | { readonly kind: 'peek'; readonly wires: readonly string[] }
  /** Looks at fields for these rules from now on, and for no others. */
  | { readonly kind: 'taps'; readonly taps: readonly TapPoint[] }

/** What the process of a run says to the server. It ends itself when the channel closes. */
export type FromChild =
  | { readonly kind: 'state'; readonly state: RunState }
  | { readonly kind: 'frame'; readonly frame: Frame }
  | { readonly kind: 'log'; readonly level: 'info' | 'warning' | 'error'; readonly node: string; readonly message: string }
  /** What consoles print, whole lines. */
  | { readonly kind: 'print'; readonly text: string }
  | ({ readonly kind: 'view'; readonly node: string } & ViewChange)
  | {
      readonly kind: 'peek'
      readonly wire: string
      readonly columns: ViewColumns
      readonly rows: readonly (readonly Cell[])[]
      readonly missed: number
    }
  | { readonly kind: 'done'; readonly result: RunResult }
