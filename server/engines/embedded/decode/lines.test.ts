import { expect, test } from 'vitest'
import type { Batch } from '../batch.ts'
import { makeDecoder } from './decoder.ts'
import { decodeAll, decodeText } from './testing.ts'

const texts = (input: string | Buffer, options = {}): unknown[] =>
  decodeText('lines', 'text:string', input, options).rows.map((row) => row.text)

test('every line is a record, an empty one too; only nothing behind the last newline is none', () => {
  expect(texts('a\n\nb c\r\n\r\nlast')).toEqual(['a', '', 'b c', '', 'last'])
  expect(texts('a\n')).toEqual(['a'])
  expect(texts('\n')).toEqual([''])
  expect(texts('')).toEqual([])
})

test('lines around the width of a vector', () => {
  const lines = Array.from({ length: 100 }, (_, i) => 'x'.repeat(i))
  expect(texts(lines.join('\n'))).toEqual(lines)
  expect(texts(lines.join('\r\n'), { batchRows: 7 })).toEqual(lines)
})

test('more lines than a batch takes, more bytes than a piece', () => {
  const lines = Array.from({ length: 60_000 }, (_, i) => `line ${i}`)
  expect(texts(`${lines.join('\n')}\n`)).toEqual(lines)
})

test('a line that is not UTF-8 is a bad record', () => {
  expect(decodeText('lines', 'text:string', Buffer.from('a\nx\xff\nb\n', 'latin1'))).toMatchObject({
    rows: [{ text: 'a' }, { text: 'b' }],
    bad: [{ code: 'INVALID_UTF8', from: 2, text: 'x\xff' }],
  })
})

test('without the field the lines are only counted', () => {
  const decoder = makeDecoder('lines', [])
  expect(decodeAll(decoder, 'a\nb').rows).toEqual([{}, {}])
  expect(decoder.counters).toEqual({ records: 2, bytes: 3 })
})

test('a released batch is overwritten when asked', () => {
  let last: Batch | null = null
  const decoder = makeDecoder('lines', [{ name: 'text', type: 'text' }], { releaseFill: true })
  decoder.decode(
    Buffer.from('abc'),
    0,
    3,
    0,
    (batch) => (last = batch),
    () => expect.unreachable('a bad record'),
  )
  expect(last!.columns[0].bytes[0]).toBe(0xff)
})
