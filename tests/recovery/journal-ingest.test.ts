import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { IngestLog } from '../../server/engines/embedded/journal/ingest-log.ts'
import type { Sync } from '../../server/engines/embedded/journal/log.ts'
import { Crash, type Death, FaultFiles, type FaultOptions } from '../../server/testing/fault-files.ts'

const DIR = '/state/ingest'

function open(files: FaultFiles, sync: Sync = 'always') {
  return IngestLog.open(files, DIR, { sync, segmentBytes: 700 })
}

/** Byte `offset` of the endless input, so that a chunk can be checked wherever it begins. */
function input(offset: number, length: number): Buffer {
  return Buffer.from(Array.from({ length }, (_, i) => ((offset + i) * 131 + ((offset + i) >> 7)) % 251))
}

/** Reads from `from` to the end, checks every byte and that the stamps ascend; returns the offset reached. */
function readAll(log: IngestLog, from: number): number {
  let stamp = 0
  for (let chunk = log.read(from); chunk !== null; chunk = log.read(from)) {
    expect(chunk.bytes.equals(input(from, chunk.next - from))).toBe(true)
    expect(chunk.at).toBeGreaterThanOrEqual(stamp)
    stamp = chunk.at
    from = chunk.next
  }
  return from
}

test('chunks come back as they were appended, and their stamps never decrease', () => {
  const log = open(new FaultFiles())
  const stamps = [1000, 900, 1500, 1400]
  const ends = stamps.map((at, i) => log.append(input(log.end, 10 + i), at))
  log.sync()
  expect(ends).toEqual([10, 21, 33, 46])
  const seen = []
  for (let from = 0; from < log.end; ) {
    const { at, next } = log.read(from)!
    seen.push([at, next])
    from = next
  }
  expect(seen).toEqual([
    [1000, 10],
    [1000, 21],
    [1500, 33],
    [1500, 46],
  ])
})

test('stamps do not decrease over a restart either, even when the files before are gone', () => {
  const files = new FaultFiles()
  const log = open(files)
  log.append(input(0, 1000), 5000)
  log.append(input(1000, 1000), 6000)
  log.append(input(2000, 10), 6000)
  log.sync()
  log.truncateBefore(2000)
  let disk = files
  for (let i = 0; i < 3; i++) {
    disk = disk.restart('kill')
    const log = open(disk)
    expect(log.end).toBe(2010)
    log.truncateBefore(log.end)
  }
  const again = open(disk.restart('kill'))
  again.append(input(2010, 10), 100)
  again.sync()
  expect(again.read(2010)!.at).toBe(6000)
})

test('a read may begin inside a chunk', () => {
  const log = open(new FaultFiles())
  log.append(input(0, 100), 1)
  log.append(input(100, 100), 1)
  log.sync()
  for (const from of [0, 1, 99, 100, 150, 199])
    expect(log.read(from)!.bytes.equals(input(from, (from < 100 ? 100 : 200) - from))).toBe(true)
  expect(log.read(200)).toBe(null)
})

test('in safe mode only what was synced can be read, else everything', () => {
  for (const sync of ['always', 'interval', 'never'] as const) {
    const log = open(new FaultFiles(), sync)
    log.append(input(0, 10), 1)
    expect(log.read(0)?.next ?? null).toBe(sync === 'always' ? null : 10)
    log.sync()
    expect(log.read(0)?.next).toBe(10)
    log.append(input(10, 10), 1)
    expect(log.read(10)?.next ?? null).toBe(sync === 'always' ? null : 20)
  }
})

test('a group of appends costs one sync', () => {
  const files = new FaultFiles()
  const log = open(files)
  const before = files.operations.length
  for (let i = 0; i < 5; i++) log.append(input(log.end, 10), 1)
  log.sync()
  log.sync()
  expect(files.operations.slice(before).map(({ kind }) => kind)).toEqual(['write', 'write', 'write', 'write', 'write', 'fdatasync'])
})

test('whole files that nobody needs are deleted, and a position in them is refused', () => {
  const files = new FaultFiles()
  const log = open(files)
  for (let i = 0; i < 40; i++) log.append(input(log.end, 100), i)
  log.sync()
  const count = files.list(DIR).length
  log.truncateBefore(2050)
  expect(files.list(DIR).length).toBeLessThan(count)
  expect(log.begin).toBeGreaterThan(0)
  expect(log.begin).toBeLessThanOrEqual(2050)
  expect(readAll(log, log.begin)).toBe(4000)
  expect(readAll(log, 2050)).toBe(4000)
  expect(() => log.read(log.begin - 1)).toThrow(expect.objectContaining({ code: 'POSITION_LOST' }))
  expect(() => log.read(4001)).toThrow(expect.objectContaining({ code: 'POSITION_LOST' }))
  expect(readAll(open(files.restart('kill')), 2050)).toBe(4000)
})

test('a reader goes on while the log grows over many files', () => {
  const log = open(new FaultFiles())
  let from = 0
  for (let i = 0; i < 100; i++) {
    log.append(input(log.end, (i * 37) % 300), i)
    if (i % 3 === 0) log.sync()
    if (i % 5 === 0) from = readAll(log, from)
    if (i % 7 === 0) log.truncateBefore(from)
  }
  log.sync()
  expect(readAll(log, from)).toBe(log.end)
})

test('a log that lost what was already processed goes on behind it', () => {
  const files = new FaultFiles()
  const log = open(files, 'interval')
  log.append(input(0, 100), 1)
  log.sync()
  log.append(input(100, 100), 1)
  for (let seed = 1; seed <= 30; seed++) {
    const disk = files.restart('power', { seed })
    const again = open(disk, 'interval')
    const missing = 200 - again.end
    expect(again.startAt(200)).toBe(missing)
    expect([again.end, again.startAt(200), again.startAt(150), again.read(200)]).toEqual([200, 0, 0, null])
    again.append(input(200, 50), 1)
    again.sync()
    expect(readAll(again, 200)).toBe(250)
    expect(readAll(open(disk.restart('power', { seed })), 200)).toBe(250)
    if (missing > 0) expect(() => again.read(150)).toThrow(expect.objectContaining({ code: 'POSITION_LOST' }))
  }
})

test('a log that lost what was processed, and dies again before the next append, still goes on behind it', () => {
  const files = new FaultFiles()
  const log = open(files, 'never')
  log.append(input(0, 1), 1)
  let disk = files.restart('power', { seed: 0 })
  for (let life = 0; life < 3; life++) {
    const again = open(disk)
    expect([again.end, again.startAt(1), again.end, again.read(1)]).toEqual([0, 1, 1, null])
    disk = disk.restart('kill')
  }
  const last = open(disk)
  last.startAt(1)
  last.append(input(1, 10), 1)
  last.sync()
  const found = open(disk.restart('power', { seed: 0 }))
  expect([found.end, readAll(found, 1)]).toEqual([11, 11])
})

describe('crash sweep', () => {
  type Outside = { synced: number; appended: number; processed: number }

  function live(files: FaultFiles, known: Outside, rounds: number): void {
    const log = open(files)
    expect(log.end).toBeGreaterThanOrEqual(known.synced)
    expect(log.end).toBeLessThanOrEqual(known.appended)
    expect(readAll(log, known.processed)).toBe(log.end)
    known.synced = log.end
    known.appended = log.end
    for (let round = 0; round < rounds; round++) {
      for (let i = 0; i < 3; i++) {
        const length = 20 + ((round * 97 + i * 211) % 300)
        known.appended = log.end + length
        log.append(input(log.end, length), round)
      }
      log.sync()
      known.synced = log.end
      known.processed = readAll(log, known.processed)
      log.truncateBefore(known.processed)
    }
    log.close()
  }

  function* deaths(options: FaultOptions = {}) {
    const whole = new FaultFiles()
    live(whole, { synced: 0, appended: 0, processed: 0 }, 6)
    for (const { number, kind } of whole.operations)
      for (const when of ['before', 'torn', 'after'] as const) {
        if (when === 'torn' && kind !== 'write') continue
        const files = new FaultFiles({ ...options, crash: { operation: number, when }, seed: number })
        const known = { synced: 0, appended: 0, processed: 0 }
        expect(() => live(files, known, 6)).toThrow(Crash)
        yield { files, known }
      }
  }

  test('what was synced before any death is there, and the rest is a beginning of what was appended', () => {
    let points = 0
    for (const { files, known } of deaths()) {
      points++
      live(files.restart('kill'), { ...known }, 2)
      for (let seed = 1; seed <= 8; seed++) live(files.restart('power', { seed }), { ...known }, 2)
    }
    expect(points).toBeGreaterThan(90)
  })

  test('a sync that is forgotten is noticed', () => {
    const sweep = () => {
      for (const { files, known } of deaths({ ignored: [{ kind: 'fdatasync', path: /\.log$/ }] }))
        for (let seed = 1; seed <= 8; seed++) live(files.restart('power', { seed }), { ...known }, 1)
    }
    expect(sweep).toThrow()
  })
})

test('any sequence of appends, syncs, cuts and deaths agrees with the model, in every durability', () => {
  type Command =
    | { act: 'append'; length: number }
    | { act: 'sync' }
    | { act: 'read' }
    | { act: 'drop' }
    | { act: 'die'; death: Death; sync: Sync; seed: number }
  const modes = ['always', 'interval', 'never'] as const
  const command: fc.Arbitrary<Command> = fc.oneof(
    { weight: 6, arbitrary: fc.record({ act: fc.constant('append' as const), length: fc.integer({ min: 0, max: 900 }) }) },
    { weight: 6, arbitrary: fc.constantFrom<Command>({ act: 'sync' }, { act: 'read' }, { act: 'drop' }) },
    {
      weight: 1,
      arbitrary: fc.record({
        act: fc.constant('die' as const),
        death: fc.constantFrom('kill' as const, 'power' as const),
        sync: fc.constantFrom(...modes),
        seed: fc.nat(1000),
      }),
    },
  )
  fc.assert(
    fc.property(fc.constantFrom(...modes), fc.array(command, { maxLength: 60 }), (first, commands) => {
      let mode: Sync = first
      let files = new FaultFiles()
      let log = open(files, mode)
      // Offsets that the disk knows; `startAt` alone moves only `end`, its gap is written with the next append.
      let [written, synced, processed] = [0, 0, 0]
      for (const each of commands) {
        if (each.act === 'append') {
          const end = log.append(input(log.end, each.length), 1)
          if (each.length > 0) written = end
        } else if (each.act === 'sync') {
          log.sync()
          synced = written
        } else if (each.act === 'read') {
          const reached = readAll(log, processed)
          if (mode !== 'always') expect(reached).toBe(log.end)
          else expect(reached).toBeGreaterThanOrEqual(synced)
          processed = reached
        } else if (each.act === 'drop') log.truncateBefore(processed)
        else {
          const appended = log.end
          files = files.restart(each.death, { seed: each.seed })
          mode = each.sync
          log = open(files, mode)
          expect(log.end).toBeLessThanOrEqual(appended)
          expect(log.end).toBeGreaterThanOrEqual(each.death === 'kill' ? written : synced)
          synced = written = log.end
          log.startAt(processed)
        }
      }
      log.sync()
      expect(readAll(log, processed)).toBe(log.end)
    }),
    { numRuns: 300 },
  )
})

test('a failed write ends the use of the log, and the next open has everything synced', () => {
  for (let from = 1; from <= 12; from++)
    for (const error of [
      { code: 'ENOSPC', kind: 'write', short: 7 },
      { code: 'EIO', kind: 'fdatasync' },
    ] as const) {
      const files = new FaultFiles({ errors: [{ ...error, from }] })
      let [synced, log] = [0, null as IngestLog | null]
      const run = () => {
        log = open(files)
        for (let i = 0; i < 20; i++) {
          log.append(input(log.end, 100), i)
          log.sync()
          synced = log.end
        }
      }
      expect(run).toThrow(expect.objectContaining({ code: error.code === 'EIO' ? 'DISK_FAILED' : 'NO_SPACE' }))
      if (log !== null) {
        const broken: IngestLog = log
        expect(() => broken.append(input(0, 1), 1)).toThrow(expect.objectContaining({ code: 'JOURNAL_POISONED' }))
        expect(() => broken.sync()).toThrow(expect.objectContaining({ code: 'JOURNAL_POISONED' }))
      }
      const disk = files.restart('kill')
      const found = open(disk)
      expect(found.end).toBeGreaterThanOrEqual(synced)
      for (let seed = 1; seed <= 5; seed++) expect(readAll(open(disk.restart('power', { seed })), 0)).toBe(found.end)
    }
})

test('a flipped bit is refused or hits a torn tail; wrong bytes are never handed out', () => {
  const files = new FaultFiles()
  const log = open(files)
  for (let i = 0; i < 20; i++) {
    log.append(input(log.end, 100), i)
    log.sync()
  }
  let refused = 0
  for (const name of files.list(DIR)) {
    const bytes = files.get(`${DIR}/${name}`)
    for (let bit = 0; bit < bytes.length * 8; bit += 29) {
      const disk = files.restart('kill')
      const damaged = Buffer.from(bytes)
      damaged[bit >> 3]! ^= 1 << (bit & 7)
      disk.put(`${DIR}/${name}`, damaged)
      try {
        expect(readAll(open(disk), 0)).toBe(1900)
      } catch (error) {
        expect(error).toMatchObject({ code: 'JOURNAL_CORRUPT' })
        refused++
      }
    }
  }
  expect(refused).toBeGreaterThan(300)
})

test('damage that comes while the log is in use is found when it is read', () => {
  const files = new FaultFiles()
  const log = open(files)
  log.append(input(0, 100), 1)
  log.sync()
  const bytes = files.get(`${DIR}/i-0.log`)
  const file = files.open(`${DIR}/i-0.log`, 'r+')
  files.write(file, Buffer.from([bytes.at(-1)! ^ 1]), bytes.length - 1)
  expect(() => log.read(0)).toThrow(expect.objectContaining({ code: 'JOURNAL_CORRUPT' }))
})
