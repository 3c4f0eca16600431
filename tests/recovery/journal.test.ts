import { spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { diskFiles } from '../../server/engines/embedded/files.ts'
import { Journal } from '../../server/engines/embedded/journal/journal.ts'
import { type Death, FaultFiles, type FaultOptions } from '../../server/testing/fault-files.ts'
import { DIR, deaths, dies, epochs, live, type Outside, open, outside, PUBLISHED, payload, upTo } from './journal-oracle.ts'

describe('crash sweep', () => {
  test('after a kill at every operation the journal holds every commit whose write was done', () => {
    let points = 0
    let unsynced = 0
    for (const { files, known, label } of deaths((options) => new FaultFiles(options), outside(), 12)) {
      points++
      const { recovered } = open(files.restart('kill'))
      const [write, last] = files.operations.slice(-2)
      // The sync of a commit comes after all of its bytes were written; that of a full file may follow a {published}.
      if (last?.kind === 'fdatasync' && last.path.endsWith('.wal') && write?.kind === 'write' && write.bytes !== PUBLISHED) {
        expect(recovered.lastEpoch, label).toBe(known.begun)
        unsynced++
      }
      const next = files.restart('kill')
      live(next, known, 4)
      for (let seed = 1; seed <= 4; seed++) live(next.restart('power', { seed }), { ...known }, 1)
    }
    expect(points).toBeGreaterThan(140)
    expect(unsynced).toBeGreaterThan(20)
  })

  test('after a loss of power at every operation no acknowledged commit is missing and none is invented', () => {
    for (const { files, known } of deaths((options) => new FaultFiles(options), outside(), 12))
      for (let seed = 1; seed <= 8; seed++) live(files.restart('power', { seed }), { ...known }, 2)
  })

  test('deaths during recovery, and then again, take back nothing that recovery had handed out', () => {
    const modes: Death[] = ['kill', 'power']
    let points = 0
    for (const first of deaths((options) => new FaultFiles(options), outside(), 5)) {
      if (points++ % 3 !== 0) continue
      for (const mode of modes)
        for (const second of deaths((options) => first.files.restart(mode, { ...options, seed: points }), first.known, 1))
          for (const last of modes) live(second.files.restart(last, { seed: points }), { ...second.known }, 1)
    }
  })

  test('a sync that is forgotten is noticed', () => {
    const plants: NonNullable<FaultOptions['ignored']> = [
      { kind: 'fdatasync', path: /\.wal$/ },
      { kind: 'fdatasync', path: /\.tmp$/ },
      { kind: 'syncDir', path: /journal$/ },
      { kind: 'syncDir', path: /state$/ },
    ]
    for (const plant of plants) {
      const sweep = () => {
        for (const { files, known } of deaths((options) => new FaultFiles({ ...options, ignored: [plant] }), outside(), 12))
          for (let seed = 1; seed <= 8; seed++) live(files.restart('power', { seed }), { ...known }, 1)
      }
      expect(sweep, `${plant.kind} ${plant.path}`).toThrow()
    }
  })
})

test('recovery begins with a sync of the last file', () => {
  const files = new FaultFiles()
  open(files).journal.append(1, [payload(1)])
  const disk = files.restart('kill')
  open(disk)
  expect(disk.operations[0]).toMatchObject({ kind: 'fdatasync', path: `${DIR}/j-1.wal` })
})

describe('relaxed', () => {
  const relaxed = (files: FaultFiles) => Journal.open(files, DIR, { sync: 'interval', segmentBytes: 3000 })

  /** Commits `count` epochs and syncs after every fourth. */
  function run(files: FaultFiles, known: Outside, count: number): void {
    const { journal, recovered } = relaxed(files)
    for (let epoch = recovered.lastEpoch + 1; epoch <= recovered.lastEpoch + count; epoch++) {
      known.begun = epoch
      journal.append(epoch, [payload(epoch)])
      journal.published(1, epoch)
      if (epoch % 4 === 0) {
        journal.sync()
        known.acked = epoch
      }
    }
    journal.close()
  }

  test('a loss of power costs only what was not synced, and is never taken for damage', () => {
    const whole = new FaultFiles()
    run(whole, outside(), 14)
    for (const { number } of whole.operations) {
      const files = new FaultFiles({ crash: { operation: number, when: 'after' } })
      const known = outside()
      dies(() => run(files, known, 14))
      for (let seed = 1; seed <= 12; seed++) {
        const disk = files.restart('power', { seed })
        const { recovered } = relaxed(disk)
        expect(recovered.lastEpoch).toBeGreaterThanOrEqual(known.acked)
        expect(recovered.lastEpoch).toBeLessThanOrEqual(known.begun)
        expect(epochs(recovered)).toEqual(upTo(recovered.lastEpoch))
        expect(epochs(open(disk.restart('power', { seed })).recovered)).toEqual(upTo(recovered.lastEpoch))
      }
    }
  })

  test('a kill costs nothing', () => {
    const files = new FaultFiles()
    const known = outside()
    run(files, known, 14)
    expect(epochs(relaxed(files.restart('kill')).recovered)).toEqual(upTo(14))
  })
})

test('published epochs and the generation outlive the files they were written in', () => {
  const files = new FaultFiles()
  const { journal } = open(files)
  for (let epoch = 1; epoch <= 20; epoch++) {
    journal.append(epoch, [payload(epoch)])
    if (epoch <= 3) journal.published(epoch, epoch)
  }
  journal.dropBefore(20)
  expect(files.list(DIR).length).toBe(1)
  let disk = files
  for (const generation of [2, 3, 4]) {
    disk = disk.restart('kill')
    const { journal: next, recovered } = open(disk)
    expect([...recovered.published]).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
    ])
    expect([recovered.lastEpoch, recovered.generation]).toEqual([20, generation])
    next.dropBefore(21)
  }
})

test('starts without commits leave one file, and many starts do not grow the folder', () => {
  const files = new FaultFiles()
  for (let i = 1; i <= 10; i++) expect(open(files).recovered.generation).toBe(i)
  expect(files.list(DIR)).toEqual(['j-1.wal'])
})

test('an epoch that does not ascend is refused and spoils nothing', () => {
  const { journal } = open(new FaultFiles())
  journal.append(2, [])
  expect(() => journal.append(2, [])).toThrow(RangeError)
  journal.append(3, [])
})

test('on a real disk every commit that was acknowledged before kill -9 is there', async () => {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'millrace-journal-'))
  const from = (file: string) => JSON.stringify(new URL(`../../server/engines/embedded/${file}`, import.meta.url).href)
  const script = `
    import fs from 'node:fs'
    import { diskFiles } from ${from('files.ts')}
    import { Journal } from ${from('journal/journal.ts')}
    const { journal, recovered } = Journal.open(diskFiles, ${JSON.stringify(dir)}, { sync: 'always', segmentBytes: 20000 })
    for (let epoch = recovered.lastEpoch + 1; ; epoch++) {
      journal.append(epoch, [Buffer.alloc((epoch * 211) % 700, 'epoch ' + epoch + ';')])
      fs.writeSync(1, epoch + ' ')
    }`
  let acked = 0
  for (let kill = 1; kill <= 3; kill++) {
    const writer = spawn(process.execPath, ['--input-type=module', '-e', script])
    let text = ''
    writer.stdout.on('data', (bytes) => {
      text += bytes
      if (text.split(' ').length > 40 * kill) writer.kill('SIGKILL')
    })
    await once(writer, 'close')
    acked = Number(text.split(' ').at(-2))
    const { journal, recovered } = Journal.open(diskFiles, dir, { sync: 'always' })
    expect(recovered.lastEpoch).toBeGreaterThanOrEqual(acked)
    expect(epochs(recovered)).toEqual(upTo(recovered.lastEpoch))
    journal.close()
  }
  expect(acked).toBeGreaterThan(100)
  fs.rmSync(dir, { recursive: true })
})
