import { AppError } from '../../../core/error.ts'
import { decodeCommit, type Header } from './commit.ts'
import type { DeadLetters } from './dead-letters.ts'
import type { Recovered } from './journal/journal.ts'
import type { SnapshotStore } from './journal/snapshots.ts'
import type { RunOptions } from './options.ts'
import type { Segment } from './segment.ts'
import type { SinkPort } from './sinks.ts'
import { Reader } from './writer.ts'

export type RecoverySpec = {
  readonly recovered: Recovered
  readonly snapshots: SnapshotStore
  readonly segment: Segment
  readonly sinks: readonly SinkPort[]
  readonly dead: DeadLetters
  readonly signature: string
  readonly log: RunOptions['log']
  /** Notes in the journal that a sink has everything up to an epoch. */
  published(sink: SinkPort, epoch: number): void
}

/**
 * Brings operators and sinks to the end of the last commit: snapshot, then the state changes of the commits behind it, then the outputs that are
 * not known to be out. The answer is the header of the last commit, or null on a fresh state. Throws STATE_MISMATCH when the state is of another plan.
 */
export async function recover(spec: RecoverySpec): Promise<Header | null> {
  const { recovered, snapshots, segment, sinks, dead, signature } = spec
  const snapshot = snapshots.load()
  for (const file of snapshots.damaged) spec.log('warning', 'pipeline', `the snapshot ${file} is damaged; recovering from an older one`)
  const from = snapshot?.epoch ?? 0
  let header: Header | null = null
  let epoch = from
  if (snapshot !== null) {
    const parts = snapshot.parts()
    header = JSON.parse((parts.next().value as Buffer).toString()) as Header
    checkPlan(header, signature)
    segment.restore(new Reader(parts.next().value as Buffer))
  }
  for (const commit of recovered.commits(from)) {
    const { header: next, delta } = decodeCommit(commit.payload)
    checkPlan(next, signature)
    segment.restore(new Reader(delta))
    header = next
    epoch = commit.epoch
  }
  for (const [i, query] of segment.queries.entries()) if (header !== null) query.restore(header.queries[i])
  const redoFrom: number[] = []
  for (const sink of sinks) {
    const ref = header?.refs[sink.op.id] ?? null
    const last = header === null || ref === null ? null : { epoch, ref }
    const { published } = await sink.sink.open(recovered.generation, last)
    redoFrom.push(published ?? recovered.published.get(sink.index) ?? 0)
  }
  dead.open(header?.deadLetters ?? 0)
  for (const commit of recovered.commits(from)) {
    const { header: at, outputs, deadLetters } = decodeCommit(commit.payload)
    dead.redo(deadLetters, at.deadLetters)
    for (const [i, sink] of sinks.entries()) {
      if (commit.epoch <= redoFrom[i] || outputs[i] === undefined) continue
      await sink.redo(commit.epoch, { ...outputs[i], ref: at.refs[sink.op.id] ?? null })
    }
  }
  for (const sink of sinks) if (epoch > from) spec.published(sink, epoch)
  return header
}

function checkPlan(header: Header, signature: string): void {
  if (header.plan === signature) return
  throw new AppError(
    'STATE_MISMATCH',
    'the saved state belongs to another version of this pipeline: a source, sink, event time or stateful node changed',
    {
      blame: 'user',
      hint: 'run the earlier version with this --state, or begin anew with another --state folder',
    },
  )
}
