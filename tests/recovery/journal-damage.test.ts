import { describe, expect, test } from 'vitest'
import type { AppError } from '../../core/error.ts'
import { Journal } from '../../server/engines/embedded/journal/journal.ts'
import { FaultFiles } from '../../server/testing/fault-files.ts'
import { DIR, epochs, live, type Outside, open, outside, payload, upTo } from './journal-oracle.ts'

describe('torn tail', () => {
  test('a last file cut at any byte yields the whole commits before the cut', () => {
    const files = new FaultFiles()
    const { journal } = Journal.open(files, DIR, { sync: 'always' })
    const start = files.get(`${DIR}/j-1.wal`).length
    const ends: number[] = []
    for (let epoch = 1; epoch <= 6; epoch++) {
      journal.append(epoch, [payload(epoch)])
      ends.push(files.get(`${DIR}/j-1.wal`).length)
    }
    const whole = files.get(`${DIR}/j-1.wal`)
    for (let length = start; length <= whole.length; length++) {
      const cut = files.restart('kill')
      cut.put(`${DIR}/j-1.wal`, whole.subarray(0, length))
      const { journal: reopened, recovered } = open(cut)
      const last = ends.filter((end) => end <= length).length
      expect(epochs(recovered)).toEqual(upTo(last))
      reopened.append(last + 1, [payload(last + 1)])
      expect(epochs(open(cut.restart('power')).recovered)).toEqual(upTo(last + 1))
    }
    for (let length = 0; length < start; length++) {
      const cut = files.restart('kill')
      cut.put(`${DIR}/j-1.wal`, whole.subarray(0, length))
      expect(() => open(cut)).toThrow(expect.objectContaining({ code: 'JOURNAL_CORRUPT' }))
    }
  })

  test('a payload that looks like frames does not make a torn tail look like damage', () => {
    const files = new FaultFiles()
    const { journal } = open(files)
    journal.append(1, [payload(1)])
    const image = files.get(`${DIR}/j-1.wal`)
    const write = (position: number, bytes: Uint8Array) => {
      const file = files.open(`${DIR}/j-1.wal`, 'r+')
      files.write(file, bytes, position)
      files.close(file)
    }
    // A commit of another journal, whose frames are whole and say that the bytes before them are durable.
    const other = new FaultFiles()
    const { journal: second } = Journal.open(other, DIR, { sync: 'always' })
    for (let epoch = 1; epoch <= 20; epoch++) second.append(epoch, [payload(epoch)])
    journal.append(2, [other.get(`${DIR}/j-1.wal`)])
    write(image.length + 40, Buffer.from('torn'))
    expect(epochs(open(files.restart('kill')).recovered)).toEqual([1])
  })
})

describe('damage', () => {
  const written = new FaultFiles()
  live(written, outside(), 2)
  {
    const { journal } = open(written)
    for (let epoch = 3; epoch <= 30; epoch++) journal.append(epoch, [payload(epoch)])
    journal.close()
  }
  const names = written
    .list(DIR)
    .map((name) => Number(name.slice(2, -4)))
    .sort((a, b) => a - b)
    .map((first) => `${DIR}/j-${first}.wal`)

  function flipped(path: string, bit: number): FaultFiles {
    const files = written.restart('kill')
    const bytes = files.get(path)
    bytes[bit >> 3]! ^= 1 << (bit & 7)
    files.put(path, bytes)
    return files
  }

  function random(seed: number, below: number): number {
    return Math.floor((Math.abs(Math.sin(seed) * 1e6) % 1) * below)
  }

  test('each of 200 flipped bits in old files is refused, with file and byte', () => {
    expect(names.length).toBeGreaterThan(4)
    for (let i = 1; i <= 200; i++) {
      const path = names[random(i, names.length - 1)]!
      const bit = random(i * 31, written.get(path).length * 8)
      const files = flipped(path, bit)
      const before = files.list(DIR)
      let problem: AppError | null = null
      try {
        open(files)
      } catch (error) {
        problem = error as AppError
      }
      expect(problem?.code, `${path} bit ${bit}`).toBe('JOURNAL_CORRUPT')
      const byte = Number(/byte (\d+)/.exec(problem!.message)![1])
      expect(problem!.message).toContain(path)
      expect(byte).toBeLessThanOrEqual(bit >> 3)
      expect(files.list(DIR)).toEqual(before)
      expect(files.operations.filter(({ kind }) => kind !== 'fdatasync')).toEqual([])
    }
  })

  test('a flipped bit in the last file is refused, unless it hits the last commit, which cannot be told from a torn one', () => {
    const path = names.at(-1)!
    const bits = written.get(path).length * 8
    let refused = 0
    let torn = 0
    for (let bit = 0; bit < bits; bit += 7) {
      try {
        expect(epochs(open(flipped(path, bit)).recovered)).toEqual(upTo(29))
        torn++
      } catch (error) {
        expect(error).toMatchObject({ code: 'JOURNAL_CORRUPT' })
        refused++
      }
    }
    expect(refused).toBeGreaterThan(0)
    expect(torn).toBeGreaterThan(0)
  })

  test('a missing file, and a file cut short, are refused', () => {
    const missing = written.restart('kill')
    missing.unlink(names[2]!)
    expect(() => open(missing)).toThrow(
      expect.objectContaining({ code: 'JOURNAL_CORRUPT', message: expect.stringContaining('the file before it') }),
    )
    const short = written.restart('kill')
    short.put(names[1]!, written.get(names[1]!).subarray(0, -1))
    expect(() => open(short)).toThrow(expect.objectContaining({ code: 'JOURNAL_CORRUPT' }))
  })

  test('damage to what recovery wrote once more is not taken for a torn tail', () => {
    const files = new FaultFiles()
    const { journal } = open(files)
    journal.append(1, [payload(1)])
    journal.append(2, [payload(2)])
    const disk = files.restart('kill')
    open(disk)
    expect(disk.list(DIR)).toEqual(['j-1.wal', 'j-2.wal'])
    const bytes = disk.get(`${DIR}/j-2.wal`)
    bytes[bytes.length - 1]! ^= 1
    disk.put(`${DIR}/j-2.wal`, bytes)
    expect(() => open(disk)).toThrow(expect.objectContaining({ code: 'JOURNAL_CORRUPT' }))
  })

  test('frames of another file behind the last one are not taken', () => {
    const [files, other] = [new FaultFiles(), new FaultFiles()]
    for (const each of [files, other]) open(each).journal.append(1, [payload(1)])
    const bytes = other.get(`${DIR}/j-1.wal`)
    const start = bytes.readUInt32LE() + 18
    files.put(`${DIR}/j-1.wal`, Buffer.concat([files.get(`${DIR}/j-1.wal`).subarray(0, start), bytes.subarray(start)]))
    expect(open(files).recovered.lastEpoch).toBe(0)
  })

  test('a journal that does not reach back to the snapshot, or not up to it, is refused', () => {
    const files = written.restart('kill')
    files.unlink(names[0]!)
    const { recovered } = open(files)
    const first = Number(/j-(\d+)/.exec(names[1]!)![1])
    expect(epochs(recovered, first - 1)).toEqual(upTo(30, first))
    expect(() => epochs(recovered, first - 2)).toThrow(expect.objectContaining({ code: 'JOURNAL_CORRUPT' }))
    expect(() => epochs(recovered, 31)).toThrow(expect.objectContaining({ code: 'JOURNAL_CORRUPT' }))
  })

  test('frames of a newer version are refused, not taken for damage', async () => {
    const { crc32 } = await import('node:zlib')
    const files = written.restart('kill')
    const bytes = files.get(names.at(-1)!)
    bytes[9] = 2
    const length = bytes.readUInt32LE(0) + 18
    bytes.writeUInt32LE(crc32(bytes.subarray(8, length), crc32(bytes.subarray(0, 4))), 4)
    files.put(names.at(-1)!, bytes)
    expect(() => open(files)).toThrow(expect.objectContaining({ code: 'STATE_VERSION' }))
  })
})

describe('a disk that fails', () => {
  /** Runs until the first error; every later call has to be refused without touching the disk. */
  function untilError(files: FaultFiles, known: Outside): AppError {
    let opened: Journal | null = null
    try {
      const { journal, recovered } = open(files)
      opened = journal
      known.generation = recovered.generation
      for (let epoch = recovered.lastEpoch + 1; ; epoch++) {
        known.begun = epoch
        journal.append(epoch, [payload(epoch)])
        known.acked = epoch
        if (epoch === 12) throw new Error('no error came')
      }
    } catch (error) {
      if (opened) {
        const journal: Journal = opened
        const operations = files.operations.length
        for (const call of [() => journal.append(99, []), () => journal.published(1, 1), () => journal.sync(), () => journal.dropBefore(3)])
          expect(call).toThrow(expect.objectContaining({ code: 'JOURNAL_POISONED' }))
        expect(files.operations.length).toBe(operations)
        journal.close()
      }
      return error as AppError
    }
  }

  test('a full disk at any write, short or not, is NO_SPACE, and nothing acknowledged is lost when there is space again', () => {
    const whole = new FaultFiles()
    live(whole, outside(), 8)
    const writes = whole.operations.filter(({ kind }) => kind === 'write').length
    for (let from = 1; from <= writes; from++)
      for (const short of [undefined, 1, 29, 100]) {
        const error = { code: 'ENOSPC', kind: 'write', from, count: Number.POSITIVE_INFINITY } as const
        const files = new FaultFiles({ errors: [short === undefined ? error : { ...error, short }] })
        const known = outside()
        expect(untilError(files, known)).toMatchObject({ code: 'NO_SPACE', retry: 'backoff', blame: 'outside' })
        live(files.restart('kill'), { ...known }, 2)
        live(files.restart('power', { seed: from }), { ...known }, 2)
      }
  })

  test('short writes alone change nothing', () => {
    const files = new FaultFiles({ shortWrites: true, seed: 9 })
    const known = outside()
    for (let i = 0; i < 4; i++) live(files, known, 5)
  })

  test('after a failed sync the frame in doubt is written and synced once more before anybody sees it', () => {
    let inDoubt = 0
    for (let from = 1; from <= 14; from++) {
      const files = new FaultFiles({ errors: [{ code: 'EIO', kind: 'fdatasync', from }] })
      const known = outside()
      expect(untilError(files, known)).toMatchObject({ code: 'DISK_FAILED' })
      const restarted = files.restart('kill')
      const { recovered } = open(restarted)
      expect(recovered.lastEpoch).toBeGreaterThanOrEqual(known.acked)
      if (recovered.lastEpoch > known.acked) inDoubt++
      // Somebody acted on it: it must still be there after the power fails.
      for (let seed = 1; seed <= 8; seed++)
        expect(epochs(open(restarted.restart('power', { seed })).recovered)).toEqual(upTo(recovered.lastEpoch))
    }
    expect(inDoubt).toBeGreaterThan(5)
  })

  test('an error at any operation leaves a journal that recovers', () => {
    const whole = new FaultFiles()
    live(whole, outside(), 8)
    for (const { number } of whole.operations) {
      const files = new FaultFiles({ errors: [{ code: 'EIO', from: number }] })
      const known = outside()
      try {
        live(files, known, 8)
      } catch (error) {
        expect(error).toMatchObject({ code: 'DISK_FAILED' })
      }
      for (const death of ['kill', 'power'] as const) live(files.restart(death, { seed: number }), { ...known }, 3)
    }
  })

  test('a folder that cannot be written says so', () => {
    const files = new FaultFiles({ errors: [{ code: 'EACCES', kind: 'mkdir', from: 1 }] })
    expect(() => open(files)).toThrow(expect.objectContaining({ code: 'STATE_NOT_WRITABLE', blame: 'user' }))
  })
})
