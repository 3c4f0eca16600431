import { describe, expect, test } from 'vitest'
import { SnapshotStore } from '../../server/engines/embedded/journal/snapshots.ts'
import { Crash, FaultFiles, type FaultOptions } from '../../server/testing/fault-files.ts'

const DIR = '/state/journal'

function parts(epoch: number): Buffer[] {
  return [0, 1, 600, 90].map((length, i) => Buffer.alloc(length, `part ${i} of ${epoch};`))
}

/** The epoch that would be restored, after a check of every byte; 0 is the empty state. */
function restored(files: FaultFiles): number {
  const snapshot = SnapshotStore.open(files, DIR).load()
  if (snapshot === null) return 0
  expect(Array.from(snapshot.parts(), (part) => Buffer.from(part))).toEqual(parts(snapshot.epoch))
  return snapshot.epoch
}

type Outside = { saved: number; begun: number; keep: number }

/** Saves snapshots of every tenth epoch up to `last`, and notes what a journal may drop in between. */
function save(files: FaultFiles, known: Outside, last: number): void {
  const store = SnapshotStore.open(files, DIR)
  store.load()
  for (let epoch = known.begun + 10; epoch <= last; epoch += 10) {
    known.begun = epoch
    store.save(epoch, parts(epoch))
    known.saved = epoch
    known.keep = store.keepFrom
  }
}

function* deaths(options: FaultOptions = {}) {
  const whole = new FaultFiles()
  save(whole, { saved: 0, begun: 0, keep: 1 }, 50)
  for (const { number, kind } of whole.operations)
    for (const when of ['before', 'torn', 'after'] as const) {
      if (when === 'torn' && kind !== 'write') continue
      const files = new FaultFiles({ ...options, crash: { operation: number, when }, seed: number })
      const known = { saved: 0, begun: 0, keep: 1 }
      expect(() => save(files, known, 50)).toThrow(Crash)
      yield { files, known }
    }
}

/** What is restored is at least what was saved and at most what was begun, and the journal still has what follows it. */
function check(files: FaultFiles, known: Outside): void {
  const epoch = restored(files)
  expect(epoch).toBeGreaterThanOrEqual(known.saved)
  expect(epoch).toBeLessThanOrEqual(known.begun)
  expect(epoch + 1).toBeGreaterThanOrEqual(known.keep)
}

test('two are kept, and the journal has to reach back to the older one', () => {
  const files = new FaultFiles()
  const store = SnapshotStore.open(files, DIR)
  expect(store.load()).toBe(null)
  const kept = [10, 20, 30].map((epoch) => {
    store.save(epoch, parts(epoch))
    return store.keepFrom
  })
  expect(kept).toEqual([1, 11, 21])
  expect(files.list(DIR)).toEqual(['s-20', 's-30'])
  expect(restored(files)).toBe(30)
  expect(SnapshotStore.open(files, DIR).keepFrom).toBe(21)
})

test('saving an epoch again replaces its snapshot', () => {
  const files = new FaultFiles()
  const store = SnapshotStore.open(files, DIR)
  for (const epoch of [10, 20, 20]) store.save(epoch, parts(epoch))
  expect(files.list(DIR)).toEqual(['s-10', 's-20'])
})

describe('crash sweep', () => {
  test('no death while saving costs a saved snapshot', () => {
    let points = 0
    for (const { files, known } of deaths()) {
      points++
      check(files.restart('kill'), known)
      for (let seed = 1; seed <= 10; seed++) {
        const after = files.restart('power', { seed })
        check(after, known)
        expect(after.list(DIR).filter((name) => name.endsWith('.tmp'))).toEqual([])
      }
    }
    expect(points).toBeGreaterThan(100)
  })

  test('a sync that is forgotten is noticed', () => {
    for (const plant of [
      { kind: 'fdatasync', path: /s-/ },
      { kind: 'syncDir', path: /journal$/ },
    ] as const) {
      const sweep = () => {
        for (const { files, known } of deaths({ ignored: [plant] }))
          for (let seed = 1; seed <= 10; seed++) check(files.restart('power', { seed }), known)
      }
      expect(sweep, plant.kind).toThrow()
    }
  })
})

describe('damage', () => {
  function saved(...epochs: number[]): FaultFiles {
    const files = new FaultFiles()
    const store = SnapshotStore.open(files, DIR)
    for (const epoch of epochs) store.save(epoch, parts(epoch))
    return files
  }

  function flip(files: FaultFiles, epoch: number, bit: number): void {
    const bytes = files.get(`${DIR}/s-${epoch}`)
    bytes[bit >> 3]! ^= 1 << (bit & 7)
    files.put(`${DIR}/s-${epoch}`, bytes)
  }

  test('any flipped bit, and any cut, of the newest falls back to the one before, and says so', () => {
    const whole = saved(10, 20)
    const bytes = whole.get(`${DIR}/s-20`)
    for (let bit = 0; bit < bytes.length * 8; bit += 5) {
      const files = whole.restart('kill')
      flip(files, 20, bit)
      const store = SnapshotStore.open(files, DIR)
      expect(store.load()?.epoch).toBe(10)
      expect(store.damaged).toEqual([`${DIR}/s-20`])
    }
    for (let length = 0; length < bytes.length; length++) {
      const files = whole.restart('kill')
      files.put(`${DIR}/s-20`, bytes.subarray(0, length))
      expect(restored(files)).toBe(10)
    }
    const longer = whole.restart('kill')
    longer.put(`${DIR}/s-20`, Buffer.concat([bytes, Buffer.from('x')]))
    expect(restored(longer)).toBe(10)
  })

  test('a snapshot under the name of another epoch is not taken', () => {
    const files = saved(10, 20)
    files.rename(`${DIR}/s-20`, `${DIR}/s-30`)
    expect(restored(files)).toBe(10)
  })

  test('both damaged is refused, and nothing is deleted', () => {
    const files = saved(10, 20)
    flip(files, 10, 100)
    flip(files, 20, 100)
    expect(() => restored(files)).toThrow(expect.objectContaining({ code: 'SNAPSHOT_CORRUPT', retry: 'never' }))
    expect(files.list(DIR)).toEqual(['s-10', 's-20'])
  })

  test('the only one damaged leaves the empty state: the journal was not cut yet', () => {
    const files = saved(10)
    flip(files, 10, 100)
    const store = SnapshotStore.open(files, DIR)
    expect([store.load(), store.keepFrom]).toEqual([null, 1])
  })

  test('the next save deletes what was damaged and keeps what the journal needs', () => {
    const files = saved(10, 20)
    flip(files, 20, 100)
    const store = SnapshotStore.open(files, DIR)
    expect(store.load()?.epoch).toBe(10)
    expect(store.keepFrom).toBe(1)
    store.save(30, parts(30))
    expect(files.list(DIR)).toEqual(['s-10', 's-30'])
    expect(store.keepFrom).toBe(11)
  })
})

test('a full disk is NO_SPACE, keeps the earlier snapshots, and the next save works', () => {
  const whole = new FaultFiles()
  save(whole, { saved: 0, begun: 0, keep: 1 }, 10)
  const writes = whole.operations.filter(({ kind }) => kind === 'write').length
  for (let from = writes + 1; from <= 2 * writes; from++) {
    const files = new FaultFiles({ errors: [{ code: 'ENOSPC', kind: 'write', from, short: 1 }] })
    const store = SnapshotStore.open(files, DIR)
    store.save(10, parts(10))
    expect(() => store.save(20, parts(20))).toThrow(expect.objectContaining({ code: 'NO_SPACE', retry: 'backoff' }))
    expect(store.keepFrom).toBe(1)
    expect(restored(files.restart('power', { seed: from }))).toBe(10)
    store.save(20, parts(20))
    expect(restored(files.restart('power', { seed: from }))).toBe(20)
  }
})
