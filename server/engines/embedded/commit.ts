import { createHash } from 'node:crypto'
import type { Plan } from '../../../core/plan.ts'
import { stateBasis } from '../../../core/state-basis.ts'
import type { QueryState } from './watermark.ts'
import { Reader, Writer } from './writer.ts'

/** For each op that something is saved of, by its id, a hash of all that this depends on. */
export type Parts = Readonly<Record<string, string>>

/** What a commit says besides state and outputs. Plain JSON. */
export type Header = {
  /** What the ops of the plan depended on, by id; see `planParts`. */
  parts: Parts
  /** The number of each sink in notes of what was published. */
  numbers: Readonly<Record<string, number>>
  /** Ingest stamps of later epochs are not earlier. */
  clock: number
  /** Where each source stands behind what is committed. */
  positions: Record<string, unknown>
  queries: (QueryState & { ops: readonly string[] })[]
  /** The place that each sink fixed for the epoch's output. */
  refs: Record<string, unknown>
  /** Length of the dead-letter log with the epoch's dead letters. */
  deadLetters: number
}

/** An epoch's output of one sink in the journal; bytes are null when they were staged in the sink's own place. */
export type CommittedOutput = { bytes: Buffer | null; records: number }
export type Committed = { header: Header; delta: Buffer; outputs: CommittedOutput[]; deadLetters: Buffer }

const head = new Writer(1 << 12)

/** The parts of a commit record; they are valid until the next call and as long as what they were made of. */
export function encodeCommit(
  header: Header,
  delta: Writer,
  outputs: readonly { bytes: Uint8Array | null; records: number }[],
  deadLetters: Uint8Array,
): Uint8Array[] {
  head.clear()
  head.text(JSON.stringify(header))
  head.u32(delta.length)
  head.u32(deadLetters.length)
  head.u32(outputs.length)
  for (const { bytes, records } of outputs) {
    head.u8(bytes === null ? 0 : 1)
    head.u32(bytes?.length ?? 0)
    head.f64(records)
  }
  return [head.view(), delta.view(), deadLetters, ...outputs.flatMap(({ bytes }) => (bytes === null ? [] : [bytes]))]
}

/** Reads a commit record back. The answer points into the payload. */
export function decodeCommit(payload: Buffer): Committed {
  const r = new Reader(payload)
  const header = JSON.parse(r.text()) as Header
  const deltaLength = r.u32()
  const deadLength = r.u32()
  const sizes = Array.from({ length: r.u32() }, () => ({ there: r.u8() === 1, length: r.u32(), records: r.f64() }))
  const delta = r.bytes(deltaLength)
  const deadLetters = r.bytes(deadLength)
  const outputs = sizes.map(({ there, length, records }) => ({ bytes: there ? r.bytes(length) : null, records }))
  return { header, delta, outputs, deadLetters }
}

/** What the saved state of each op depends on, as hashes. */
export function planParts(plan: Plan): Parts {
  const hash = (is: unknown): string => createHash('sha256').update(JSON.stringify(is)).digest('hex').slice(0, 12)
  return Object.fromEntries(Object.entries(stateBasis(plan)).map(([id, basis]) => [id, hash(basis)]))
}

/** The ids of ops that are in both and depend on the same. */
export const keptParts = (saved: Parts, now: Parts): ReadonlySet<string> =>
  new Set(Object.keys(saved).filter((id) => saved[id] === now[id]))
