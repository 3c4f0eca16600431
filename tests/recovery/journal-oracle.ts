/** A writer of journals that knows what the outside was promised, and judges what a recovery finds. */
import { expect } from 'vitest'
import { Journal, type Recovered } from '../../server/engines/embedded/journal/journal.ts'
import { Crash, type CrashPoint, type FaultFiles, type FaultOptions } from '../../server/testing/fault-files.ts'

export const DIR = '/state/journal'
const SEGMENT = 900
/** Length of a {published} frame. */
export const PUBLISHED = 34

/** What an epoch holds: of many sizes, some beyond a sector, told apart by every byte. */
export function payload(epoch: number): Buffer {
  return Buffer.alloc((epoch * 211) % 700, `epoch ${epoch};`)
}

export function open(files: FaultFiles) {
  return Journal.open(files, DIR, { sync: 'always', segmentBytes: SEGMENT })
}

/** Reads everything recovered and checks each commit against what was written. */
export function epochs(recovered: Recovered, after = 0): number[] {
  const found: number[] = []
  for (const { epoch, payload: bytes } of recovered.commits(after)) {
    expect(bytes.equals(payload(epoch))).toBe(true)
    found.push(epoch)
  }
  return found
}

export function upTo(last: number, from = 1): number[] {
  return Array.from({ length: Math.max(0, last - from + 1) }, (_, i) => from + i)
}

/** What the outside knows of a journal: the last epoch whose append returned, the last begun, the first kept, the generation. */
export type Outside = { acked: number; begun: number; keep: number; generation: number; published: number }

export function outside(): Outside {
  return { acked: 0, begun: 0, keep: 1, generation: 0, published: 0 }
}

/** Opens, checks the promise against `known`, and commits `count` epochs more. */
export function live(files: FaultFiles, known: Outside, count: number): void {
  const { journal, recovered } = open(files)
  const { lastEpoch } = recovered
  expect(lastEpoch).toBeGreaterThanOrEqual(known.acked)
  expect(lastEpoch).toBeLessThanOrEqual(known.begun)
  expect(recovered.generation).toBeGreaterThan(known.generation)
  expect(recovered.published.get(7) ?? 0).toBeLessThanOrEqual(known.published)
  expect(epochs(recovered, known.keep - 1)).toEqual(upTo(lastEpoch, known.keep))
  // Whoever recovers acts on what it found: from here on it may not be taken back.
  Object.assign(known, { acked: lastEpoch, begun: lastEpoch, generation: recovered.generation })
  for (let epoch = lastEpoch + 1; epoch <= lastEpoch + count; epoch++) {
    known.begun = epoch
    journal.append(epoch, [payload(epoch).subarray(0, 5), payload(epoch).subarray(5)])
    known.acked = epoch
    known.published = epoch
    if (epoch % 2 === 0) journal.published(7, epoch)
    if (epoch % 3 === 0) {
      known.keep = epoch - 1
      journal.dropBefore(known.keep)
    }
  }
  journal.close()
}

export function dies(act: () => void): boolean {
  try {
    act()
    return false
  } catch (error) {
    if (error instanceof Crash) return true
    throw error
  }
}

/** Every point of a life on the given disk, with what the outside knew when it died there. */
export function* deaths(disk: (options: FaultOptions) => FaultFiles, known: Outside, count: number) {
  const whole = disk({})
  live(whole, { ...known }, count)
  for (const { number, kind } of whole.operations)
    for (const when of ['before', 'torn', 'after'] as const) {
      if (when === 'torn' && kind !== 'write') continue
      const crash: CrashPoint = { operation: number, when }
      const files = disk({ crash, seed: number })
      const then = { ...known }
      expect(dies(() => live(files, then, count))).toBe(true)
      yield { files, known: then, label: `${when} ${number} ${kind}` }
    }
}
