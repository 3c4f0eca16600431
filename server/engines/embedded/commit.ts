import { createHash } from 'node:crypto'
import type { Plan } from '../../../core/plan.ts'
import type { QueryState } from './watermark.ts'
import { Reader, Writer } from './writer.ts'

/** What a commit says besides state and outputs. Plain JSON. */
export type Header = {
  /** Which plan this state belongs to. */
  plan: string
  /** Ingest stamps of later epochs are not earlier. */
  clock: number
  /** Where each source stands behind what is committed. */
  positions: Record<string, unknown>
  queries: QueryState[]
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

/** Identifies what saved state depends on: sources, sinks, event times and stateful operators, by node id and settings. Stateless edits leave it alone. */
export function planSignature(plan: Plan): string {
  const parts = plan.ops.flatMap(({ id, node, body, shape }): { id: string; is: unknown }[] => {
    if (body.op === 'source' || body.op === 'sink') return [{ id, is: plan.nodes[node].type }]
    if (body.op === 'time') return [{ id, is: body.from }]
    return body.op === 'aggregate' ? [{ id, is: [body, shape.fields] }] : []
  })
  parts.sort((a, b) => (a.id < b.id ? -1 : 1))
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16)
}
