import type { Frame } from '../../../core/metrics.ts'
import type { Durability } from '../../../core/plan.ts'
import type { ViewChange } from '../../../core/protocol.ts'
import type { RunState } from '../../../core/run.ts'
import type { EgressPolicy } from '../../connections/egress.ts'
import type { Clock, Runtimes } from '../runtime-type.ts'
import type { Files } from './files.ts'
import type { Peeked } from './peek.ts'
import type { StateLimits } from './wiring.ts'

/** How large an epoch may grow before it is cut. */
export type EpochLimits = { records: number; bytes: number; ms: number; lingerMs: number }
export const DEFAULT_EPOCH: EpochLimits = { records: 65_536, bytes: 32 * 1024 * 1024, ms: 100, lingerMs: 5 }

export type RunOptions = {
  readonly runtimes: Runtimes
  readonly files: Files
  /** Folder of journal, snapshots and ingest logs; null only with durability fast. */
  readonly state: string | null
  /** Takes the folder's lock; false only where the folder is not on the disk. */
  readonly lock: boolean
  readonly clock: Clock
  /** Instead of the pipeline's. */
  readonly durability?: Durability
  /** At the end of all input every window closes. */
  readonly flush: boolean
  /** Folders that file nodes may touch. */
  readonly roots: readonly string[]
  /** Values of the secrets that the plan names. */
  readonly secrets?: Readonly<Record<string, string>>
  /** Whom nodes may call; left out: everybody but link-local and reserved addresses. */
  readonly egress?: EgressPolicy
  print(text: Uint8Array): void
  log(level: 'info' | 'warning', node: string, message: string): void
  /** Told at each change of state. */
  onState?(state: RunState): void
  /** Gets the changes of what a node shows on the screen. */
  onView?(node: string, change: ViewChange): void
  /** Gets records of the wires that `Run.peek` names. */
  onPeek?(rows: Peeked): void
  /** Gets a frame once a second. */
  onFrame?(frame: Frame): void
  /** What becomes of saved state when the plan has changed: refused (default), or kept as far as it fits, and the rest forgotten. */
  readonly changed?: 'refuse' | 'keep'
  /** Processes record by record for a while, so that one of which the process dies is found and left out. */
  readonly careful?: boolean
  readonly epoch?: Partial<EpochLimits>
  readonly limits?: StateLimits
  readonly snapshots?: { epochs: number; bytes: number }
  /** Refuses to cut below so much free space. */
  readonly floor?: { bytes: number; share: number }
  /** Overwrites released bytes, so that a value kept without a copy shows. */
  readonly releaseFill?: boolean
  /** How long a stop may take to publish what is committed, milliseconds. */
  readonly drainMs?: number
}

export type StopReason = 'duration' | 'signal'
