import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Codec } from '../../../core/plan.ts'
import type { Begin, Source } from '../runtime-type.ts'
import { diskFiles } from './files.ts'
import { IngestLog } from './journal/ingest-log.ts'
import { LoggedSource } from './sources.ts'

let dir = ''
beforeEach(() => {
  dir = fs.mkdtempSync(path.join(os.tmpdir(), 'millrace-sources-'))
})
afterEach(() => fs.rmSync(dir, { recursive: true }))

const csv: Codec = { kind: 'csv', fields: { k: 'string', n: 'long' }, header: true, delimiter: ';', quote: '"' }
const ALL = { records: 1_000, bytes: 1 << 20 }
const ONE = { records: 1, bytes: 1 << 20 }
type Given = { text: string; begins?: Begin }

/** A source behind its ingest log that is handed these chunks. */
function logged(chunks: Given[], codec: Codec | null): LoggedSource {
  const inner: Source = {
    open: async () => {},
    async read() {
      const next = chunks.shift()
      if (next === undefined) return 'idle'
      return { bytes: Buffer.from(next.text), at: 1, position: null, ...(next.begins === undefined ? {} : { begins: next.begins }) }
    },
    close: async () => {},
  }
  return new LoggedSource(inner, IngestLog.open(diskFiles, path.join(dir, 'log'), { sync: 'interval' }), false, () => 1, codec)
}

/** What a source yields now: text, header, and where it stands then. */
async function all(source: LoggedSource, limit = ALL): Promise<{ text: string; header: string | null | undefined; position: number }[]> {
  const found = []
  for (let chunk = await source.read(limit); typeof chunk !== 'string'; chunk = await source.read(limit)) {
    const header = chunk.begins?.header
    found.push({ text: `${chunk.bytes}`, header: header == null ? header : `${header}`, position: chunk.position })
  }
  return found
}

test('what the log holds of CSV with a header can be decoded from any position on', async () => {
  const from = logged(
    [
      { text: 'k;n\n"a;\n1";1\n', begins: { header: null } },
      { text: 'a;2\n' },
      { text: 'n;k\n3;b\n', begins: { header: null } },
      { text: 'a;4\n', begins: { header: Buffer.from('k;n\n') } },
    ],
    csv,
  )
  await from.open(undefined)
  const first = await all(from)
  expect(first.map(({ text, header }) => [text, header])).toEqual([
    ['k;n\n"a;\n1";1\n', null],
    ['k;n\na;2\n', null],
    ['n;k\n3;b\n', null],
    ['k;n\na;4\n', null],
  ])
  await from.close()
  const later = logged([], csv)
  await later.open(first[1].position)
  expect((await all(later)).map(({ text }) => text)).toEqual(['n;k\n3;b\n', 'k;n\na;4\n'])
  await later.close()
})

test('record by record, a later life that begins inside a chunk gets its header', async () => {
  const from = logged([{ text: 'k;n\na;1\na;2\n', begins: { header: null } }], csv)
  await from.open(undefined)
  const pieces = await all(from, ONE)
  expect(pieces.map(({ text, header }) => [text, header])).toEqual([
    ['k;n\n', null],
    ['a;1\n', undefined],
    ['a;2\n', undefined],
  ])
  await from.close()
  const later = logged([], csv)
  await later.open(pieces[1].position)
  expect(await all(later, ONE)).toMatchObject([{ text: 'a;2\n', header: 'k;n\n', position: pieces[2].position }])
  await later.close()
})

test('other codecs are given what came, whole or record by record', async () => {
  const from = logged([{ text: 'one\ntwo\n', begins: { header: null } }, { text: 'three\n' }, { text: 'four\nfive\n' }], null)
  await from.open(undefined)
  expect(await from.read(ONE)).toMatchObject({ position: 4 })
  expect((await all(from)).map(({ text, header }) => [text, header])).toEqual([
    ['two\n', undefined],
    ['three\n', undefined],
    ['four\nfive\n', undefined],
  ])
  await from.close()
})
