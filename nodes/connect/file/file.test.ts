import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import zlib from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { HandClock } from '../../../server/testing/clock.ts'
import { sourceContext } from '../../../server/testing/contexts.ts'
import node from './node.ts'
import { type FilePosition, FileSource } from './runtime.ts'

let root: string
beforeEach(() => {
  root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'millrace-file-')))
})
afterEach(() => fs.rmSync(root, { recursive: true, force: true }))

const LIMIT = { records: 65_536, bytes: 1 << 25 }

function write(name: string, content: string | Buffer): string {
  const at = path.join(root, name)
  fs.mkdirSync(path.dirname(at), { recursive: true })
  fs.writeFileSync(at, content)
  return at
}

function source(config: { path: string; watch?: boolean; filesPerEpoch?: number }, framing: 'lines' | 'csv' = 'lines') {
  const clock = new HandClock()
  const { context, heard } = sourceContext({ clock, root, framing })
  return { clock, heard, source: new FileSource(node.config.parse(config), context) }
}

type Read = { text: string; position: FilePosition }

/** Reads until the source has nothing more to say. */
async function drain(from: FileSource, limit = LIMIT): Promise<{ reads: Read[]; last: 'idle' | 'end' }> {
  const reads: Read[] = []
  for (;;) {
    const chunk = await from.read(limit)
    if (chunk === 'idle' || chunk === 'end') return { reads, last: chunk }
    reads.push({ text: `${chunk.bytes}`, position: structuredClone(chunk.position) })
  }
}

async function readAll(config: Parameters<typeof source>[0], from?: FilePosition, limit = LIMIT) {
  const opened = source(config)
  await opened.source.open(from)
  const { reads, last } = await drain(opened.source, limit)
  await opened.source.close()
  return { ...opened, reads, last, text: reads.map((r) => r.text).join('') }
}

test('a folder is read in name order, without hidden files and sub-folders', async () => {
  write('in/b.txt', 'three\n')
  write('in/a.txt', 'one\ntwo')
  write('in/.c.txt.open', 'not yet\n')
  write('in/deep/d.txt', 'not here\n')
  const { reads, last } = await readAll({ path: 'in' })
  expect(reads.map((r) => [r.position.file, r.text])).toEqual([
    ['a.txt', 'one\n'],
    ['a.txt', 'two'],
    ['b.txt', 'three\n'],
  ])
  expect(last).toBe('end')
})

test('the bytes of all files that no chunk held yet wait, unless they are packed', async () => {
  write('in/a.txt', 'one\ntwo')
  write('in/b.txt', 'three\n')
  const { source: files } = source({ path: 'in' })
  await files.open(undefined)
  expect(files.pending()).toEqual({ records: null, bytes: 13 })
  await files.read(LIMIT)
  expect(files.pending()).toEqual({ records: null, bytes: 9 })
  await drain(files)
  expect(files.pending()).toEqual({ records: null, bytes: 0 })
  write('packed.gz', zlib.gzipSync('x\n'))
  const { source: packed } = source({ path: 'packed.gz' })
  await packed.open(undefined)
  expect(packed.pending()).toBe(null)
})

test('a pattern finds files in folders, in the order of their whole names', async () => {
  for (const name of ['2026-02/a.log', '2026-01/b.log', '2026-01/c.txt', '2026-01/a.log']) write(`logs/${name}`, `${name}\n`)
  expect((await readAll({ path: 'logs/2026-*/*.log' })).text).toBe('2026-01/a.log\n2026-01/b.log\n2026-02/a.log\n')
  expect((await readAll({ path: 'logs/**/{b,c}.*' })).text).toBe('2026-01/b.log\n2026-01/c.txt\n')
})

test('an existing file may have a name that looks like a pattern', async () => {
  write('a[1].txt', 'x\n')
  write('a1.txt', 'wrong\n')
  expect((await readAll({ path: 'a[1].txt' })).text).toBe('x\n')
})

const LINES = Array.from({ length: 40_000 }, (_, i) => `line ${i} ${'x'.repeat(i % 37)}\n`).join('')

test.each(['in.txt', 'in.txt.gz'])('%s goes on from every position', async (name) => {
  write(name, name.endsWith('.gz') ? zlib.gzipSync(LINES) : LINES)
  const { reads, text } = await readAll({ path: name })
  expect(text).toBe(LINES)
  expect(reads.length).toBeGreaterThan(3)
  let before = ''
  for (const { text, position } of reads) {
    before += text
    expect(position.offset).toBe(Buffer.byteLength(before))
    expect(before + (await readAll({ path: name }, position)).text === LINES).toBe(true)
  }
})

test('few records are counted out exactly', async () => {
  write('in.txt', 'a\n\nbb\nc')
  const { reads } = await readAll({ path: 'in.txt' }, undefined, { records: 1, bytes: 1 << 20 })
  expect(reads.map((r) => r.text)).toEqual(['a\n', '\n', 'bb\n', 'c'])
})

test('a gzip file of several members, and one that is cut short', async () => {
  const two = Buffer.concat([zlib.gzipSync('a\n'), zlib.gzipSync('b\n')])
  write('two.gz', two)
  expect((await readAll({ path: 'two.gz' })).text).toBe('a\nb\n')
  write('cut.gz', zlib.gzipSync(LINES).subarray(0, 20_000))
  await expect(readAll({ path: 'cut.gz' })).rejects.toMatchObject({ code: 'FILE_CORRUPT' })
})

test('a record above 1 MiB is skipped and counted', async () => {
  write('in.txt', `a\n${'x'.repeat((1 << 20) + 1)}\nb\n`)
  const { text, heard } = await readAll({ path: 'in.txt' })
  expect(text).toBe('a\nb\n')
  expect(heard.dropped).toEqual({ tooLarge: 1 })
})

test('each file begins anew for the decoder; behind its begin the header comes along', async () => {
  write('a.csv', 'name,"a\nge"\nann,1\nbob,2\n')
  write('b.csv', 'age,name\n3,cid\n')
  const first = source({ path: '*.csv' }, 'csv')
  await first.source.open(undefined)
  const limit = { records: 1, bytes: 1 << 20 }
  const chunks: { text: string; begins: string | null | undefined; position: FilePosition }[] = []
  for (let chunk = await first.source.read(limit); chunk !== 'end'; chunk = await first.source.read(limit)) {
    if (chunk === 'idle') throw new Error('nothing to wait for')
    const begins = chunk.begins === undefined ? undefined : chunk.begins.header === null ? null : `${chunk.begins.header}`
    chunks.push({ text: `${chunk.bytes}`, begins, position: structuredClone(chunk.position) })
  }
  expect(chunks.map((c) => [c.text, c.begins])).toEqual([
    ['name,"a\nge"\n', null],
    ['ann,1\n', undefined],
    ['bob,2\n', undefined],
    ['age,name\n', null],
    ['3,cid\n', undefined],
  ])
  const again = source({ path: '*.csv' }, 'csv')
  await again.source.open(chunks[1].position)
  const chunk = await again.source.read(limit)
  expect(chunk).toMatchObject({ bytes: Buffer.from('bob,2\n'), begins: { header: Buffer.from('name,"a\nge"\n') } })
})

test('files per epoch: behind the last of them the epoch must end', async () => {
  for (const name of ['a', 'b', 'c', 'd', 'e']) write(`in/${name}`, `${name}\n`)
  write('in/aa', '')
  const { source: from } = source({ path: 'in', filesPerEpoch: 2 })
  await from.open(undefined)
  const epochs = ['']
  for (let chunk = await from.read(LIMIT); chunk !== 'end'; chunk = await from.read(LIMIT)) {
    if (chunk === 'idle') throw new Error('nothing to wait for')
    epochs[epochs.length - 1] += chunk.bytes
    if (chunk.cut) epochs.push('')
  }
  expect(epochs).toEqual(['a\nb\n', 'c\nd\n', 'e\n'])
})

test('watching: lines that are finished later, further files, and one that comes too late', async () => {
  const at = write('in/b', 'one\ntw')
  const { source: from, clock, heard } = source({ path: 'in', watch: true })
  await from.open(undefined)
  const next = async () => {
    const { reads, last } = await drain(from)
    expect(last).toBe('idle')
    return reads.map((r) => r.text).join('')
  }
  expect(await next()).toBe('one\n')
  fs.appendFileSync(at, 'o\nthr')
  const woken = heard.woken()
  clock.advance(1000)
  await woken
  expect(await next()).toBe('two\n')
  // what is appended before the next file appears still belongs to its line
  fs.appendFileSync(at, 'ee')
  write('in/c', 'four\n')
  write('in/a', 'too late\n')
  clock.advance(1000)
  expect(await next()).toBe('threefour\n')
  clock.advance(1000)
  expect(await next()).toBe('')
  expect(heard.dropped).toEqual({ outOfOrder: 1 })
  await from.close()
  expect(clock.waiting).toBe(0)
})

test.each([
  ['cut', (at: string) => fs.truncateSync(at, 2), 'has only 2 bytes left'],
  ['rewritten in place', (at: string) => fs.writeFileSync(at, 'other\nlines\nand more\n'), 'is not the file'],
  [
    'rotated',
    (at: string) => {
      fs.renameSync(at, `${at}.1`)
      fs.writeFileSync(at, 'one\ntwo\nthree\n')
    },
    'is not the file',
  ],
  ['removed', (at: string) => fs.rmSync(at), 'is gone'],
])('after a restart a file that was %s is POSITION_LOST', async (_, change, why) => {
  const at = write('in.txt', 'one\ntwo\nthree\n')
  const { reads } = await readAll({ path: '*.txt' }, undefined, { records: 1, bytes: 1 << 20 })
  change(at)
  await expect(readAll({ path: '*.txt' }, reads[1].position)).rejects.toMatchObject({
    code: 'POSITION_LOST',
    message: expect.stringContaining(why),
    hint: expect.any(String),
  })
})

test('after a restart what was appended is read, and a finished file may be gone', async () => {
  const at = write('in/a', 'one\n')
  const { reads } = await readAll({ path: 'in' })
  fs.appendFileSync(at, 'two\n')
  expect((await readAll({ path: 'in' }, reads[0].position)).text).toBe('two\n')
  fs.rmSync(at)
  write('in/b', 'three\n')
  expect((await readAll({ path: 'in' }, reads[0].position)).text).toBe('three\n')
})

test.each([
  ['cut', (at: string) => fs.truncateSync(at, 2)],
  ['removed', (at: string) => fs.rmSync(at)],
  [
    'replaced',
    (at: string) => {
      fs.writeFileSync(`${at}.new`, 'one\nand other things\n')
      fs.renameSync(`${at}.new`, at)
    },
  ],
])('a watched file that is %s is POSITION_LOST', async (_, change) => {
  const at = write('in.txt', 'one\n')
  const { source: from, clock } = source({ path: 'in.txt', watch: true })
  await from.open(undefined)
  await drain(from)
  change(at)
  clock.advance(1000)
  await expect(from.read(LIMIT)).rejects.toMatchObject({ code: 'POSITION_LOST' })
  await from.close()
})

test('what is not there, not allowed or not a file is refused', async () => {
  await expect(readAll({ path: 'nothing.txt' })).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
  await expect(readAll({ path: '*.txt' })).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
  await expect(readAll({ path: 'no/*.txt' })).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
  await expect(readAll({ path: '../x' })).rejects.toMatchObject({ code: 'PATH_NOT_ALLOWED' })
  fs.symlinkSync('/etc/hostname', path.join(root, 'link.txt'))
  await expect(readAll({ path: '*.txt' })).rejects.toMatchObject({ code: 'PATH_NOT_ALLOWED' })
  execFileSync('mkfifo', [path.join(root, 'pipe')])
  await expect(readAll({ path: 'pipe' })).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
  expect((await readAll({ path: 'p*', watch: true })).last).toBe('idle')
})
