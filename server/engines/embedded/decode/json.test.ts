import { describe, expect, test } from 'vitest'
import { type Batch, Kind, NULL_LENGTH, rowsOf } from '../batch.ts'
import { JsonDecoder } from './json.ts'
import { declare, decodeAll, decodeText } from './testing.ts'

const one = (fields: string, line: string): unknown => decodeText('json', fields, line).rows[0]
/** For input that has no bad records. */
const noBad = (): never => expect.unreachable('a bad record')
/** The same record in a form that only JSON.parse can read: with an escaped key in front. */
const slow = (line: string): string => line.replace('{', '{"\\u005f":0,').replace(',}', '}')
const bothWays = (fields: string, line: string, row: object): void => {
  expect(one(fields, line)).toEqual(row)
  expect(one(fields, slow(line))).toEqual(row)
}

describe('what JSON.parse judges', () => {
  test('a key with a backslash', () => {
    expect(one('a:long', '{"\\u0061":1}')).toEqual({ a: 1 })
  })

  test('nesting: the scanner takes 60 levels, JSON.parse 64, nobody more', () => {
    const nested = (depth: number): string => `{"a":1,"x":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`
    for (const [depth, slowRows] of [
      [60, 0],
      [61, 1],
      [64, 1],
    ]) {
      const decoder = new JsonDecoder(declare('a:long'))
      expect(decodeAll(decoder, nested(depth)).rows).toEqual([{ a: 1 }])
      expect(decoder.slowRows).toBe(slowRows)
    }
    for (const depth of [65, 1_000, 100_000]) expect(decodeText('json', 'a:long', nested(depth)).bad).toMatchObject([{ code: 'TOO_DEEP' }])
  })

  test('nesting counts wanted objects too', () => {
    const path = Array.from({ length: 20 }, () => 'a').join('.')
    const nested = (depth: number): string => `{"b":2,${'"a":{'.repeat(19)}"a":${'['.repeat(depth)}${']'.repeat(depth)}${'}'.repeat(20)}`
    expect(decodeText('json', `b:long ${path}:json`, nested(44)).rows).toEqual([{ b: 2, [path]: `${'['.repeat(44)}${']'.repeat(44)}` }])
    expect(decodeText('json', `b:long ${path}:json`, nested(45)).bad).toMatchObject([{ code: 'TOO_DEEP' }])
  })

  test.each(['1', '"x"', '[{"a":1}]', 'null', 'true'])('%s is no object', (line) => {
    expect(decodeText('json', 'a:long', `{"a":1}\n${line}\n{"a":2}`)).toMatchObject({
      rows: [{ a: 1 }, { a: 2 }],
      bad: [{ code: 'NOT_AN_OBJECT', text: line, from: 8 }],
    })
  })

  test.each([
    '{',
    '{"a":1,}',
    '{"a":01}',
    '{"a":1}{"a":2}',
    '{"a":1} x',
    "{'a':1}",
    '\ufeff{"a":1}',
    '{"a":"\t"}',
    '{"a":"\\x"}',
    '{"a":tru}',
    'x'.repeat(100),
  ])('%s is malformed', (line) => {
    expect(decodeText('json', 'a:long', `${line}\n{"a":2}\n`)).toMatchObject({ rows: [{ a: 2 }], bad: [{ code: 'MALFORMED' }] })
  })

  test('a number of more than 15 digits or an exponent beyond 22', () => {
    const line = '{"a":9007199254740991,"b":9007199254740993,"x":12345678901234567890,"y":1e23,"z":1e999}'
    bothWays('a:long b:long x:double y:double z:double', line, {
      a: 9007199254740991,
      b: null,
      x: Number('12345678901234567890'),
      y: 1e23,
      z: null,
    })
  })
})

describe('values', () => {
  test('an integral number is a long whatever its spelling', () => {
    bothWays('a:long b:long c:long d:long e:long f:long', '{"a":1000,"b":1e3,"c":1.0,"d":1.5,"e":-0,"f":-2.50e2}', {
      ...{ a: 1000, b: 1000, c: 1, d: null, e: 0, f: -250 },
    })
  })

  test('a declared string takes the text of any member, as written', () => {
    const line = '{"a":12,"b":1.50,"c":{"x": [1 ,2]},"d":true,"e":null,"f":"q\\n\\u00e9","g":"é","i":[ ]}'
    bothWays('a:string b:string c:string d:string e:string f:string g:string h:string i:string', line, {
      ...{ a: '12', b: '1.50', c: '{"x": [1 ,2]}', d: 'true', e: null, f: 'q\né', g: 'é', h: null, i: '[ ]' },
    })
  })

  test('a json field is the text of the member, with the quotes of a string; null is NULL', () => {
    bothWays('a:json b:json c:json d:json e:json', '{"a":1.50,"b":"q\\n","c":{"x": 1},"d":null}', {
      ...{ a: '1.50', b: '"q\\n"', c: '{"x": 1}', d: null, e: null },
    })
  })

  test('what has the wrong type is NULL and counted; missing and null are not', () => {
    const decoder = new JsonDecoder(declare('a:long x:double b:boolean s:text'))
    const lines = ['{"a":"1","x":"1","b":1,"s":1}', '{"a":1.5,"x":1e999,"b":"true","s":{}}', '{"a":null,"x":null,"b":null,"s":null}', '{}']
    const none = { a: null, x: null, b: null, s: null }
    expect(decodeAll(decoder, [...lines, ...lines.map(slow)].join('\n')).rows).toEqual(Array(8).fill(none))
    expect(decoder.wrongType).toEqual({ a: 4, x: 4, b: 4, s: 4 })
  })

  test('members of a record that is refused are not counted', () => {
    const decoder = new JsonDecoder(declare('a:long'))
    decodeAll(decoder, '{"a":"x","b":}\n{"a":"x","a":1}')
    expect(decoder.wrongType).toEqual({ a: 0 })
  })

  test('lone surrogates become U+FFFD, NUL stays', () => {
    bothWays('a:string', '{"a":"\\ud800x\\u0000"}', { a: '\ufffdx\0' })
  })

  test('strings around the width of a vector', () => {
    for (let n = 0; n < 70; n++) {
      for (const text of ['x'.repeat(n), `${'x'.repeat(n)}é`, `${'x'.repeat(n)}"`]) {
        expect(one('a:string b:long', JSON.stringify({ a: text, b: 7 }))).toEqual({ a: text, b: 7 })
      }
    }
  })

  test('keys around the width of a pattern', () => {
    for (const n of [1, 12, 13, 14, 15, 16, 28, 29, 30, 31, 60, 200]) {
      const key = 'k'.repeat(n)
      const line = `{"${key}":1,"${key}x":2}`
      expect(decodeText('json', `${key}:long ${key}x:long`, `${line}\n${line}\n{"${key}y":3}`).rows).toEqual([
        { [key]: 1, [`${key}x`]: 2 },
        { [key]: 1, [`${key}x`]: 2 },
        { [key]: null, [`${key}x`]: null },
      ])
    }
  })
})

describe('keys', () => {
  test('the last of duplicate keys counts', () => {
    bothWays('a:long s:string', '{"a":1,"s":"x","a":2,"s":null}', { a: 2, s: null })
  })

  test('the last of duplicate objects counts, whole', () => {
    bothWays('n.k:long n.s:string', '{"n":{"k":1,"s":"x"},"n":{"k":2}}', { 'n.k': 2, 'n.s': null })
    bothWays('n.m.k:long', '{"n":{"m":{"k":1}},"n":{}}', { 'n.m.k': null })
    bothWays('n.k:long', '{"n":{"k":1},"n":7}', { 'n.k': null })
  })

  test('nested fields are paths; an object may be a field itself', () => {
    bothWays('n.k:long n:json n.m.x:double', '{"n": {"k":1, "m":{"x":1.5}}}', { 'n.k': 1, n: '{"k":1, "m":{"x":1.5}}', 'n.m.x': 1.5 })
    bothWays('n.k:long n:string', '{"n":"text"}', { 'n.k': null, n: 'text' })
    expect(one('n.k:long', '{"n.k":1}')).toEqual({ 'n.k': null })
  })

  test('order, new keys, missing keys and white space may change from line to line', () => {
    const lines = [
      '{"a":1,"b":2,"c":3}',
      '{"c":3,"b":2,"a":1}',
      '{"new":0,"a":1,"c":3}',
      ' { "b" : 2 , "a" : 1 } \r',
      '{"a":1,"b":2,"c":3}',
    ]
    expect(decodeText('json', 'a:long b:long c:long', lines.join('\n')).rows).toEqual([
      ...[
        { a: 1, b: 2, c: 3 },
        { a: 1, b: 2, c: 3 },
        { a: 1, b: null, c: 3 },
      ],
      ...[
        { a: 1, b: 2, c: null },
        { a: 1, b: 2, c: 3 },
      ],
    ])
  })

  test('names of Object.prototype are ordinary keys', () => {
    const row = Object.fromEntries([
      ['__proto__', 1],
      ['constructor', 'x'],
      ['toString', null],
    ])
    bothWays('__proto__:long constructor:string toString:string', '{"__proto__":1,"constructor":"x"}', row)
  })

  test('an object of more members than positions are remembered', () => {
    const line = JSON.stringify(Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`k${i}`, i])))
    expect(decodeText('json', 'k0:long k200:long k299:long', `${line}\n${line}`).rows).toEqual(
      Array(2).fill({ k0: 0, k200: 200, k299: 299 }),
    )
  })

  test('100 fields decode; too many are an error that says so', () => {
    const names = Array.from({ length: 100 }, (_, i) => `f${i}`)
    const record = Object.fromEntries(names.map((name, i) => [name, i]))
    expect(decodeText('json', names.map((name) => `${name}:long`).join(' '), JSON.stringify(record)).rows).toEqual([record])
    const many = Array.from({ length: 200 }, (_, i) => `f${i}:long`).join(' ')
    expect(() => new JsonDecoder(declare(many))).toThrow(expect.objectContaining({ code: 'TOO_MANY_FIELDS' }))
    expect(() => new JsonDecoder(declare('a:long a:text'))).toThrow(expect.objectContaining({ code: 'DUPLICATE_FIELD' }))
  })
})

describe('lines', () => {
  test('blank lines are no records; the last line may lack its newline', () => {
    const decoder = new JsonDecoder(declare('a:long'))
    expect(decodeAll(decoder, '\n{"a":1}\n\r\n  \t\n{"a":2}\r\n\n{"a":3}')).toEqual({
      rows: [{ a: 1 }, { a: 2 }, { a: 3 }],
      bad: [],
      batches: [3],
    })
    expect(decoder.counters).toEqual({ records: 3, bytes: 32 })
  })

  test('no line at all, and only part of the bytes', () => {
    const decoder = new JsonDecoder(declare('a:long'))
    expect(decodeAll(decoder, '')).toEqual({ rows: [], bad: [], batches: [] })
    const rows: unknown[] = []
    const bytes = Buffer.from('{"a":1}\n{"a":2}\n{"a":3}\n')
    decoder.decode(bytes, 8, 16, 0, (batch) => rows.push(...rowsOf(batch)), noBad)
    expect(rows).toEqual([{ a: 2 }])
  })

  test('invalid UTF-8 is a bad record, and only that one', () => {
    const bytes = Buffer.concat([Buffer.from('{"a":1}\n'), Buffer.from('{"a":2,"s":"\xff"}\n', 'latin1'), Buffer.from('{"a":3,"s":"é"}\n')])
    expect(decodeText('json', 'a:long', bytes)).toMatchObject({
      rows: [{ a: 1 }, { a: 3 }],
      bad: [{ code: 'INVALID_UTF8', from: 8, text: '{"a":2,"s":"\xff"}' }],
    })
  })

  test('records of 1 MiB; a longer one than fits is a bad record', () => {
    const long = JSON.stringify({ a: 1, s: 'é\n'.repeat(350_000), x: 'y'.repeat(300_000) })
    const tooLong = JSON.stringify({ a: 2, s: 'x'.repeat(3 << 20) })
    const { rows, bad } = decodeText('json', 'a:long s:string', `${long}\n${tooLong}\n${long}\n{"a":3}\n`, { rest: 'keep' })
    expect(rows.map((row) => [row.a, (row.s as string | null)?.length])).toEqual([
      [1, 700_000],
      [1, 700_000],
      [3, undefined],
    ])
    expect((rows[0]._rest as string).length).toBe(300_008)
    expect(bad).toMatchObject([{ code: 'TOO_LARGE' }])
    expect(bad[0].text.length).toBe(tooLong.length)
  })

  test('a megabyte of escaped text in every field, refused rows too', () => {
    const text = '\u0001'.repeat(50_000)
    const line = JSON.stringify({ a: text, b: text, c: text })
    const { rows } = decodeText(
      'json',
      'a:string b:string c:string',
      Array(8)
        .fill([line, slow(line)])
        .flat()
        .join('\n'),
      { rest: 'keep' },
    )
    expect(rows).toHaveLength(16)
    for (const row of rows) expect([row.a, row.b, row.c]).toEqual([text, text, text])
  })

  test('batches have at most batchRows rows and come in order', () => {
    const lines = Array.from({ length: 10 }, (_, i) => (i === 4 ? 'x' : `{"a":${i}}`)).join('\n')
    const { rows, batches, bad } = decodeText('json', 'a:long', lines, { batchRows: 3 })
    expect(batches).toEqual([3, 2, 3, 1])
    expect(rows.map((row) => row.a)).toEqual([0, 1, 2, 3, 5, 6, 7, 8, 9])
    expect(bad).toMatchObject([{ text: 'x' }])
  })

  test('20,000 short lines are more than one batch', () => {
    const { rows, batches } = decodeText('json', 'a:long', Array.from({ length: 20_000 }, (_, i) => `{"a":${i}}\n`).join(''))
    expect(batches.length).toBeGreaterThan(2)
    expect(rows.every((row, i) => row.a === i)).toBe(true)
  })

  test('records are counted without any field', () => {
    const decoder = new JsonDecoder([])
    expect(decodeAll(decoder, '{"a":1}\n{}\n').rows).toEqual([{}, {}])
  })
})

describe('rest: keep', () => {
  const rest = (fields: string, line: string): unknown => decodeText('json', fields, line, { rest: 'keep' }).rows[0]._rest

  test('holds the members that no field takes, as written', () => {
    for (const form of [(line: string) => line, (line: string) => line.replace('"a"', '"\\u0061"')]) {
      expect(rest('a:long', form('{"x": 1.50, "a":1, "y" :{"a":[ ]}}'))).toBe('{"x":1.50,"y":{"a":[ ]}}')
      expect(rest('a:long', form('{"a":1}'))).toBe('{}')
    }
  })

  test('an object that is taken in part leaves its other members', () => {
    expect(rest('n.k:long', '{"n":{"k":1,"z":2},"x":3}')).toBe('{"n":{"z":2},"x":3}')
    expect(rest('n.k:long', '{"x":3,"n":{"k":1}}')).toBe('{"x":3}')
    expect(rest('n.k:long', '{"n":7}')).toBe('{"n":7}')
    expect(rest('n:json n.k:long', '{"n":{"k":1,"z":2}}')).toBe('{}')
    expect(rest('a:long', '{"x":1,"x":2}')).toBe('{"x":2}')
  })
})

describe('the batch', () => {
  const bytes = Buffer.from('{"a":1e3,"s":"x\\ny","t":12}\n{"a":null,"s":"z"}\n')
  const batchOf = (options: object = {}): Batch => {
    let last: Batch | null = null
    new JsonDecoder(declare('a:long s:string t:string'), options).decode(bytes, 0, bytes.length, 77, (batch) => (last = batch), noBad)
    return last!
  }

  test('spans show where a value stands, kinds how it is written, lines where rows begin', () => {
    const batch = batchOf()
    const [a, s, t] = batch.columns
    const at = (spans: Uint32Array | null, row: number): string =>
      batch.bytes!.utf8Slice(spans![2 * row], spans![2 * row] + spans![2 * row + 1])
    expect([at(a.spans, 0), at(s.spans, 0), at(s.spans, 1)]).toEqual(['1e3', 'x\\ny', 'z'])
    expect(t.spans![1]).toBeGreaterThanOrEqual(NULL_LENGTH) // 12 must be printed as "12"
    expect([a.kinds![0], a.kinds![1], s.kinds![0], s.kinds![1], t.kinds![1]]).toEqual([
      Kind.double,
      Kind.null,
      Kind.escaped,
      Kind.ascii,
      Kind.missing,
    ])
    expect([...batch.lines!.subarray(0, 3)]).toEqual([0, 28, 47])
    expect(batch.at).toBe(77)
    expect(batchOf({ spans: false }).columns[0].spans).toBeNull()
  })

  test('a released batch is overwritten when asked', () => {
    const { columns } = batchOf({ releaseFill: true })
    expect(columns[0].nums[0]).toBeNaN()
    expect(columns[1].ranges[1]).toBeGreaterThanOrEqual(NULL_LENGTH)
    expect(columns[1].bytes.subarray(0, 10).every((c) => c === 0xff)).toBe(true)
    expect(batchOf({ releaseFill: false }).columns[0].nums[0]).toBe(1000)
  })
})
