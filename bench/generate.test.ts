import { createHash } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { type Bytes, writeDataFiles } from './data-files.ts'
import { NexmarkEvents } from './nexmark-events.ts'
import { WordLines } from './word-lines.ts'

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'millrace-data-'))
afterAll(() => fs.rmSync(folder, { recursive: true }))

function write(out: string, files: number, count: number, record: (bytes: Bytes, n: number) => void): string {
  return writeDataFiles({
    out: path.join(folder, out),
    files,
    count,
    name: (file) => `part-${file}`,
    write: (bytes, from, to) => {
      for (let n = from; n < to; n++) record(bytes, n)
    },
    about: { count },
  })
}

test('3,000 Nexmark events of seed 5 have the bytes of the reference generator', () => {
  const events = new NexmarkEvents({ seed: 5, rate: 10_000, start: 1_700_000_000_000 })
  expect(write('nexmark', 2, 3_000, (bytes, n) => events.write(bytes, n))).toBe(
    '3d8bf90ff5a4f376a8892ffec07bcf23120b504c30f006ebbc64f4006d080acd',
  )
})

test('3,000 lines of words of seed 7 have the bytes of the reference generator', () => {
  const lines = new WordLines(7)
  expect(write('words', 3, 3_000, (bytes, n) => lines.write(bytes, n))).toBe(
    'cd54036ab4ecac2532617a1a94e1ad6f5628ba18a15c189357982fe949432811',
  )
})

test('the sum covers all files in order, and the manifest stands beside the folder', () => {
  const sha256 = write('tens', 3, 10, (bytes, n) => {
    bytes.reserve(32)
    bytes.integer(n * 10 ** 14)
    bytes.byte(0x0a)
  })
  const names = fs.readdirSync(path.join(folder, 'tens'))
  expect(names).toEqual(['part-0', 'part-1', 'part-2'])
  const all = names.map((name) => fs.readFileSync(path.join(folder, 'tens', name), 'latin1')).join('')
  expect(all).toBe(Array.from({ length: 10 }, (_, n) => `${n * 10 ** 14}\n`).join(''))
  expect(createHash('sha256').update(all).digest('hex')).toBe(sha256)
  expect(JSON.parse(fs.readFileSync(path.join(folder, 'tens.manifest.json'), 'utf8'))).toMatchObject({
    count: 10,
    sha256,
    files: [{ records: 4 }, { records: 4 }, { records: 2 }],
  })
})
