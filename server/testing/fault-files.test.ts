import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import { diskFiles, type Files, writeAll } from '../engines/embedded/files.ts'
import { Crash, FaultFiles, type FaultOptions } from './fault-files.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true })
})

const SEEDS = Array.from({ length: 60 }, (_, i) => i + 1)

function write(files: Files, path: string, text: string, options: { sync?: boolean } = {}): void {
  const file = files.open(path, 'w')
  writeAll(files, file, Buffer.from(text), 0)
  if (options.sync) files.fdatasync(file)
  files.close(file)
}

function content(files: FaultFiles, path: string): string | null {
  return files.exists(path) ? files.get(path).toString('latin1') : null
}

/** What the path holds after a loss of power, over many seeds. */
function outcomes(files: FaultFiles, path: string): Set<string | null> {
  return new Set(SEEDS.map((seed) => content(files.restart('power', { seed }), path)))
}

test('a killed process loses nothing that was written', () => {
  const files = new FaultFiles()
  files.mkdir('/state')
  write(files, '/state/a', 'hello')
  const after = files.restart('kill')
  expect(content(after, '/state/a')).toBe('hello')
})

test('a loss of power may take, tear or scramble what was not synced, and nothing else', () => {
  const files = new FaultFiles()
  files.put('/state/a', Buffer.from('durable '))
  const file = files.open('/state/a', 'r+')
  writeAll(files, file, Buffer.from('x'.repeat(2000)), 8)
  const seen = outcomes(files, '/state/a')
  for (const text of seen) expect(text!.slice(0, 8)).toBe('durable ')
  const tails = [...seen].map((text) => text!.slice(8))
  expect(tails).toContain('')
  expect(tails).toContain('x'.repeat(2000))
  expect(tails.some((tail) => tail.length > 0 && tail.length < 2000 && /^x+$/.test(tail))).toBe(true)
  expect(tails.some((tail) => tail.length === 2000 && tail.includes('\0'))).toBe(true)
  expect(tails.some((tail) => /[^x\0]/.test(tail))).toBe(true)
  files.fdatasync(file)
  expect(outcomes(files, '/state/a')).toEqual(new Set([`durable ${'x'.repeat(2000)}`]))
})

test('a name is durable only when its folder is synced, however durable the bytes are', () => {
  const files = new FaultFiles()
  files.mkdir('/state')
  files.syncDir('/')
  write(files, '/state/a', 'hello', { sync: true })
  expect(outcomes(files, '/state/a')).toEqual(new Set([null, 'hello']))
  files.syncDir('/state')
  expect(outcomes(files, '/state/a')).toEqual(new Set(['hello']))
})

test('a folder whose parent is not synced may vanish with everything in it', () => {
  const files = new FaultFiles()
  files.mkdir('/state/journal')
  write(files, '/state/journal/a', 'hello', { sync: true })
  files.syncDir('/state/journal')
  files.syncDir('/state')
  expect(outcomes(files, '/state/journal/a')).toEqual(new Set([null, 'hello']))
  files.syncDir('/')
  expect(outcomes(files, '/state/journal/a')).toEqual(new Set(['hello']))
})

test('an unsynced rename may be undone, and keeps its order among the changes of the folder', () => {
  const files = new FaultFiles()
  files.put('/state/a', Buffer.from('old'))
  write(files, '/state/a.tmp', 'new', { sync: true })
  files.rename('/state/a.tmp', '/state/a')
  files.unlink('/state/a')
  const seen = new Set(
    SEEDS.map((seed) => {
      const after = files.restart('power', { seed })
      return `${content(after, '/state/a')} ${content(after, '/state/a.tmp')}`
    }),
  )
  expect(seen).toEqual(new Set(['old null', 'old new', 'new null', 'null null']))
})

test('a rename into another folder is durable when either folder is synced', () => {
  for (const synced of ['/a', '/b']) {
    const files = new FaultFiles()
    files.put('/a/x', Buffer.from('x'))
    files.put('/b/x', Buffer.from('x'))
    write(files, '/a/f', 'hello', { sync: true })
    files.rename('/a/f', '/b/f')
    files.syncDir(synced)
    for (const dir of ['/a', '/b']) files.syncDir(dir)
    expect(outcomes(files, '/b/f')).toEqual(new Set(['hello']))
    expect(outcomes(files, '/a/f')).toEqual(new Set([null]))
  }
})

test('an unsynced truncation may be undone', () => {
  const files = new FaultFiles()
  files.put('/state/a', Buffer.from('hello'))
  const file = files.open('/state/a', 'r+')
  files.truncate(file, 2)
  expect(outcomes(files, '/state/a')).toEqual(new Set(['hello', 'he']))
  files.fdatasync(file)
  expect(outcomes(files, '/state/a')).toEqual(new Set(['he']))
})

test('what was not synced before a kill can still be lost by a later loss of power', () => {
  const files = new FaultFiles()
  files.put('/state/a', Buffer.alloc(0))
  const file = files.open('/state/a', 'r+')
  writeAll(files, file, Buffer.from('hello'), 0)
  const killed = files.restart('kill')
  expect(outcomes(killed, '/state/a')).toContain('')
  const again = killed.open('/state/a', 'r+')
  killed.fdatasync(again)
  expect(outcomes(killed, '/state/a')).toEqual(new Set(['hello']))
})

test('what survived a loss of power is durable', () => {
  const files = new FaultFiles()
  files.mkdir('/state')
  write(files, '/state/a', 'x'.repeat(3000))
  for (const seed of SEEDS) {
    const first = files.restart('power', { seed })
    expect(outcomes(first, '/state/a')).toEqual(new Set([content(first, '/state/a')]))
  }
})

test('a restart leaves the disk it came from as it was', () => {
  const files = new FaultFiles()
  files.put('/state/a', Buffer.from('hello'))
  const next = files.restart('kill')
  write(next, '/state/a', 'changed', { sync: true })
  next.unlink('/state/a')
  expect(content(files, '/state/a')).toBe('hello')
})

test('dies before, in the middle of or after the planned operation, and stays dead', () => {
  const left = new Map<string, string | null>()
  for (const when of ['before', 'torn', 'after'] as const) {
    const files = new FaultFiles({ crash: { operation: 2, when }, seed: 5 })
    files.put('/state/x', Buffer.alloc(0))
    expect(() => write(files, '/state/a', 'hello world')).toThrow(Crash)
    expect(files.crashed).toBe(true)
    expect(() => files.list('/state')).toThrow(Crash)
    expect(files.operations.map(({ number, kind, path, bytes }) => [number, kind, path, bytes])).toEqual([
      [1, 'open', '/state/a', undefined],
      [2, 'write', '/state/a', 11],
    ])
    left.set(when, content(files.restart('kill'), '/state/a'))
  }
  expect(left.get('before')).toBe('')
  expect('hello world'.startsWith(left.get('torn')!) && left.get('torn') !== 'hello world').toBe(true)
  expect(left.get('after')).toBe('hello world')
})

test('after a failed sync the pages count as clean: a second sync does not help', () => {
  const files = new FaultFiles({ errors: [{ code: 'EIO', kind: 'fdatasync', from: 1 }] })
  files.put('/state/a', Buffer.alloc(0))
  const file = files.open('/state/a', 'r+')
  writeAll(files, file, Buffer.from('hello'), 0)
  expect(() => files.fdatasync(file)).toThrow('EIO')
  files.fdatasync(file)
  expect(content(files, '/state/a')).toBe('hello')
  expect(outcomes(files, '/state/a')).toEqual(new Set(['']))
})

test('a full disk takes a part, says so, and then fails until there is space', () => {
  const files = new FaultFiles({ errors: [{ code: 'ENOSPC', kind: 'write', from: 2, count: 2, short: 3 }] })
  files.put('/state/a', Buffer.alloc(0))
  const file = files.open('/state/a', 'r+')
  const bytes = Buffer.from('hello')
  expect(files.write(file, bytes, 0)).toBe(5)
  expect(files.write(file, bytes, 5)).toBe(3)
  expect(() => files.write(file, bytes, 8)).toThrow(expect.objectContaining({ code: 'ENOSPC' }))
  expect(() => files.write(file, bytes, 8)).toThrow('ENOSPC')
  expect(files.write(file, bytes, 8)).toBe(5)
  expect(content(files, '/state/a')).toBe('hellohelhello')
})

test('a forgotten sync can be planted', () => {
  const files = new FaultFiles({ ignored: [{ kind: 'fdatasync', path: /\.wal$/ }] })
  for (const name of ['a.wal', 'a.log']) files.put(`/state/${name}`, Buffer.alloc(0))
  for (const name of ['a.wal', 'a.log']) {
    const file = files.open(`/state/${name}`, 'r+')
    writeAll(files, file, Buffer.from('hello'), 0)
    files.fdatasync(file)
  }
  expect(outcomes(files, '/state/a.log')).toEqual(new Set(['hello']))
  expect(outcomes(files, '/state/a.wal').size).toBeGreaterThan(1)
})

type Step = { act: 'write' | 'truncate' | 'rename' | 'unlink' | 'create' | 'sync' | 'mkdir'; a: number; b: number; size: number }
const step: fc.Arbitrary<Step> = fc.record({
  act: fc.constantFrom('write', 'truncate', 'rename', 'unlink', 'create', 'sync', 'mkdir'),
  a: fc.nat(3),
  b: fc.nat(3),
  size: fc.nat(700),
})

/** Carries out the step and tells everything a program could see of it. */
function seenAfter(files: Files, root: string, { act, a, b, size }: Step): unknown {
  const name = (i: number) => path.join(root, ['a', 'b', 'sub/c', 'sub/d'][i]!)
  const inFile = (flags: 'r+' | 'w', use: (file: number) => void) => {
    const file = files.open(name(a), flags)
    try {
      use(file)
      return files.size(file)
    } finally {
      files.close(file)
    }
  }
  try {
    const result =
      act === 'write'
        ? inFile('r+', (file) => writeAll(files, file, Buffer.alloc(size, a + 65), b * 100))
        : act === 'truncate'
          ? inFile('r+', (file) => files.truncate(file, size))
          : act === 'create'
            ? inFile('w', () => {})
            : act === 'sync'
              ? inFile('r+', (file) => files.fdatasync(file))
              : act === 'rename'
                ? files.rename(name(a), name(b))
                : act === 'unlink'
                  ? files.unlink(name(a))
                  : files.mkdir(path.join(root, 'sub'))
    return [result, files.list(root), files.list(path.join(root, 'sub')), all(files, name(a))]
  } catch (error) {
    return (error as NodeJS.ErrnoException).code
  }
}

function all(files: Files, path: string): string | null {
  if (!files.exists(path)) return null
  const file = files.open(path, 'r')
  const bytes = Buffer.alloc(files.size(file) + 10)
  const length = files.read(file, bytes, 3, bytes.length - 3, 0)
  files.close(file)
  return bytes.latin1Slice(3, 3 + length)
}

test('without faults it does what the real disk does', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const real = fs.mkdtempSync(path.join(os.tmpdir(), 'millrace-files-'))
      folders.push(real)
      const files = new FaultFiles()
      files.mkdir('/root')
      for (const each of steps) expect(seenAfter(files, '/root', each)).toEqual(seenAfter(diskFiles, real, each))
    }),
    { numRuns: 60 },
  )
})

test('the same seed leaves the same disk', () => {
  const left = (options: FaultOptions) => {
    const files = new FaultFiles(options)
    files.put('/a', Buffer.alloc(0))
    const file = files.open('/a', 'r+')
    for (let i = 0; i < 5; i++) writeAll(files, file, Buffer.alloc(1000, i), i * 1000)
    return files.restart('power', { seed: 7 }).get('/a')
  }
  expect(left({ seed: 3 })).toEqual(left({ seed: 3 }))
})
