import { describe, expect, test } from 'vitest'
import { CsvDecoder } from './csv.ts'
import { declare, decodeAll, decodeText } from './testing.ts'

const rows = (fields: string, input: string, options = {}): unknown => decodeText('csv', fields, input, options).rows

test('cells are fields in declared order; quotes, doubled quotes, line ends inside quotes, CRLF', () => {
  expect(rows('a:string b:string', 'x,y\r\n"p,q","r ""s"""\n"two\r\nlines",\n"",""\n')).toEqual([
    ...[
      { a: 'x', b: 'y' },
      { a: 'p,q', b: 'r "s"' },
    ],
    ...[
      { a: 'two\r\nlines', b: null },
      { a: '', b: '' },
    ],
  ])
})

test('a header names the columns, in any order; unknown ones are skipped, missing ones are NULL', () => {
  expect(rows('a:long b:string c:long', '\ufeffb,x,a\nq,0,1\n', { header: true })).toEqual([{ a: 1, b: 'q', c: null }])
  expect(rows('a:long', '"a"\n', { header: true })).toEqual([])
  expect(rows('a:long', 'a,a\n1,2\n', { header: true })).toEqual([{ a: 1 }]) // of two columns of one name the first
})

test('each file has its header; reading may begin behind it', () => {
  const decoder = new CsvDecoder(declare('a:long b:long'), { header: true })
  expect(decodeAll(decoder, 'a,b\n1,2\n').rows).toEqual([{ a: 1, b: 2 }])
  expect(decodeAll(decoder, '3,4\n').rows).toEqual([{ a: 3, b: 4 }])
  decoder.begin(null)
  expect(decodeAll(decoder, 'b,a\n1,2\n').rows).toEqual([{ a: 2, b: 1 }])
  decoder.begin(Buffer.from('a,b\r\n'))
  expect(decodeAll(decoder, '5,6\n').rows).toEqual([{ a: 5, b: 6 }])
})

test('types are those of CAST: trimmed, no fractions for a long, only finite doubles', () => {
  const decoder = new CsvDecoder(declare('a:long x:double b:boolean j:json'))
  const input = [' 12 ,+5,Yes,"{""k"": 1}"', '1.5,1e3,f,{', '9007199254740993,x,maybe,', '-7, .5 ,0,[1]'].join('\n')
  expect(decodeAll(decoder, input).rows).toEqual([
    { a: 12, x: 5, b: true, j: '{"k": 1}' },
    { a: null, x: 1000, b: false, j: null },
    { a: null, x: null, b: null, j: null },
    { a: -7, x: 0.5, b: false, j: '[1]' },
  ])
  expect(decoder.wrongType).toEqual({ a: 2, x: 1, b: 1, j: 1 })
})

test('line ends in a json cell become spaces, so that it stays one line', () => {
  expect(rows('j:json', '"{\n""k"":1}"\n')).toEqual([{ j: '{ "k":1}' }])
})

test('too few cells are NULL, too many are malformed', () => {
  expect(decodeText('csv', 'a:long b:long', '1\n1,2,3\n4,5\n')).toMatchObject({
    rows: [
      { a: 1, b: null },
      { a: 4, b: 5 },
    ],
    bad: [{ code: 'MALFORMED', from: 2, text: '1,2,3' }],
  })
})

describe('bad records', () => {
  test('text behind a closing quote, up to the line end', () => {
    expect(decodeText('csv', 'a:string b:string', '"a"b,"c\n"\nd,e\n').bad).toMatchObject([{ code: 'MALFORMED', text: '"a"b,"c\n"' }])
    expect(decodeText('csv', 'a:string', '"a" \r\nd\n')).toMatchObject({ rows: [{ a: 'd' }], bad: [{ text: '"a" ' }] })
  })

  test('a quote that never closes', () => {
    expect(decodeText('csv', 'a:string', 'x\n"y\nz\n')).toMatchObject({ rows: [{ a: 'x' }], bad: [{ code: 'MALFORMED', text: '"y\nz' }] })
  })

  test('invalid UTF-8', () => {
    expect(decodeText('csv', 'a:string', Buffer.from('x\n\xff\ny\n', 'latin1'))).toMatchObject({
      rows: [{ a: 'x' }, { a: 'y' }],
      bad: [{ code: 'INVALID_UTF8' }],
    })
  })
})

test('a quote inside a cell that does not begin with one is a character', () => {
  expect(rows('a:string b:string', 'x"y,z""\n')).toEqual([{ a: 'x"y', b: 'z""' }])
})

test('other delimiters and quotes; settings that are none', () => {
  expect(rows('a:string b:string', "'x;''y';z", { delimiter: ';', quote: "'" })).toEqual([{ a: "x;'y", b: 'z' }])
  expect(() => decodeText('csv', 'a:string', '', { delimiter: '||' })).toThrow(expect.objectContaining({ code: 'SETTING' }))
})

test('blank lines are skipped, but with a single column they are NULL', () => {
  expect(rows('a:long b:long', '1,2\n\r\n\n3,4')).toEqual([
    { a: 1, b: 2 },
    { a: 3, b: 4 },
  ])
  expect(rows('a:long', '1\n\n3')).toEqual([{ a: 1 }, { a: null }, { a: 3 }])
})

test('batches', () => {
  const { batches, rows } = decodeText('csv', 'a:long', Array.from({ length: 10 }, (_, i) => `${i}\n`).join(''), {
    batchRows: 4,
    releaseFill: true,
  })
  expect(batches).toEqual([4, 4, 2])
  expect(rows.map((row) => row.a)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
})

test('more cells than any record before', () => {
  const names = Array.from({ length: 200 }, (_, i) => `f${i}`)
  const [row] = rows(names.map((name) => `${name}:long`).join(' '), names.map((_, i) => i).join(',')) as Record<string, number>[]
  expect(row.f199).toBe(199)
})
