import { isDeepStrictEqual } from 'node:util'
import { AppError } from '../../../core/error.ts'
import { decodeCommit, type Header, keptParts, type Parts } from './commit.ts'
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
  readonly parts: Parts
  readonly changed: NonNullable<RunOptions['changed']>
  readonly log: RunOptions['log']
  /** Notes in the journal that a sink has everything up to an epoch. */
  published(sink: SinkPort, epoch: number): void
}

/**
 * Brings operators and sinks to the end of the last commit: snapshot, then the state changes of the commits behind it, then the outputs that are
 * not known to be out. The answer is the header of the last commit, or null on a fresh state. Of a state that an earlier version of
 * the plan left, what still fits is kept; with `changed: 'refuse'` STATE_MISMATCH is thrown instead.
 */
export async function recover(spec: RecoverySpec): Promise<Header | null> {
  const { recovered, snapshots, segment, sinks, dead } = spec
  const snapshot = snapshots.load()
  for (const file of snapshots.damaged) spec.log('warning', 'pipeline', `the snapshot ${file} is damaged; recovering from an older one`)
  const from = snapshot?.epoch ?? 0
  let header: Header | null = null
  let epoch = from
  if (snapshot !== null) {
    const parts = snapshot.parts()
    header = JSON.parse((parts.next().value as Buffer).toString()) as Header
    segment.restore(new Reader(parts.next().value as Buffer), kept(header, spec))
  }
  for (const commit of recovered.commits(from)) {
    const { header: next, delta } = decodeCommit(commit.payload)
    segment.restore(new Reader(delta), kept(next, spec))
    header = next
    epoch = commit.epoch
  }
  const last = header === null ? null : kept(header, spec)
  if (header !== null && last !== null) {
    restoreQueries(segment, header, last)
    numberSinks(sinks, header, last)
    tellChanges(header, spec, last)
  }
  const redoFrom: number[] = []
  for (const sink of sinks) {
    const ref = last?.has(sink.op.id) === true ? (header?.refs[sink.op.id] ?? null) : null
    const { published } = await sink.sink.open(recovered.generation, ref === null ? null : { epoch, ref })
    redoFrom.push(published ?? recovered.published.get(sink.number) ?? 0)
  }
  dead.open(header?.deadLetters ?? 0)
  for (const commit of recovered.commits(from)) {
    const { header: at, outputs, deadLetters } = decodeCommit(commit.payload)
    dead.redo(deadLetters, at.deadLetters)
    const places = Object.keys(at.refs)
    for (const [i, sink] of sinks.entries()) {
      const output = outputs[places.indexOf(sink.op.id)]
      if (commit.epoch <= redoFrom[i] || output === undefined || last?.has(sink.op.id) !== true) continue
      await sink.redo(commit.epoch, { ...output, ref: at.refs[sink.op.id] ?? null })
    }
  }
  for (const sink of sinks) if (epoch > from) spec.published(sink, epoch)
  return header
}

/** The ops whose saved state is used. Throws STATE_MISMATCH when none may be left out. */
function kept(header: Header, { parts, changed }: RecoverySpec): ReadonlySet<string> {
  if (changed === 'keep' || isDeepStrictEqual(header.parts, parts)) return keptParts(header.parts, parts)
  throw new AppError(
    'STATE_MISMATCH',
    'the saved state belongs to another version of this pipeline: a source, sink, event time or stateful node changed',
    {
      blame: 'user',
      hint: 'run the earlier version with this --state, or begin anew with another --state folder',
    },
  )
}

/** Each query goes on from the one with which it shares most of what is kept. */
function restoreQueries(segment: Segment, header: Header, last: ReadonlySet<string>): void {
  for (const query of segment.queries) {
    const shared = ({ ops }: { ops: readonly string[] }): number => ops.filter((id) => last.has(id) && query.ops.has(id)).length
    const [best] = header.queries.toSorted((a, b) => shared(b) - shared(a))
    if (best === undefined || shared(best) === 0) continue
    // a tracker is named by its event time's op, and the branch behind it
    const maxima = Object.entries(best.maxima).filter(([key]) => last.has(key.split('@')[0]))
    query.restore({ ...best, maxima: Object.fromEntries(maxima) })
  }
}

function numberSinks(sinks: readonly SinkPort[], { numbers }: Header, last: ReadonlySet<string>): void {
  let next = Math.max(-1, ...Object.values(numbers)) + 1
  for (const sink of sinks) sink.number = (last.has(sink.op.id) ? numbers[sink.op.id] : undefined) ?? next++
}

function tellChanges(header: Header, { parts, log }: RecoverySpec, last: ReadonlySet<string>): void {
  const anew = Object.keys(parts).filter((id) => !last.has(id))
  const gone = Object.keys(header.parts).filter((id) => !last.has(id))
  if (anew.length === 0 && gone.length === 0) return
  const list = (ids: readonly string[]): string => (ids.length === 0 ? 'nothing' : ids.join(', '))
  log('info', 'pipeline', `the pipeline changed; kept: ${list([...last])}; begun anew: ${list(anew)}; forgotten: ${list(gone)}`)
}
