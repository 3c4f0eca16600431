import { describe, expect, test } from 'vitest'
import { Random } from '../../../../tests/decode/random.ts'
import { type Batch, BatchBuilder, rowsOf, type Value } from '../batch.ts'
import { columnType } from '../columns.ts'
import { makeDecoder } from '../decode/decoder.ts'
import { declare } from '../decode/testing.ts'
import { Writer } from '../writer.ts'
import { type EncoderOptions, type EncodeShape, makeEncoder } from './encoder.ts'

const shapeOf = (fields: string): EncodeShape =>
  fields.split(' ').map((field) => {
    const [name, type] = field.split(':')
    return { name, type: type as EncodeShape[number]['type'] }
  })

function build(shape: EncodeShape, rows: readonly (readonly Value[])[]): Batch {
  const builder = new BatchBuilder(shape.map(({ name, type }) => ({ name, type: columnType(type) })))
  for (const row of rows) {
    builder.next()
    for (const [i, value] of row.entries()) builder.value(i, value)
  }
  return builder.take(0)
}

function encode(format: 'jsonl' | 'csv', fields: string, rows: readonly (readonly Value[])[], options: EncoderOptions = {}): string {
  const out = new Writer(8)
  const shape = shapeOf(fields)
  makeEncoder(format, shape, options).encode(build(shape, rows), out)
  return out.view().toString()
}

/** What comes out when source columns are written as they are. */
function copied(fields: string, input: string, select?: (batch: Batch) => Batch): string {
  const decoder = makeDecoder('json', declare(fields))
  const shape = decoder.fields.map(({ name, type }) => ({ name, type: type === 'text' ? ('string' as const) : type }))
  const encoder = makeEncoder('jsonl', shape)
  const out = new Writer()
  const bytes = Buffer.from(input)
  decoder.decode(
    bytes,
    0,
    bytes.length,
    0,
    (batch) => encoder.encode(select === undefined ? batch : select(batch), out),
    () => expect.unreachable('a bad record'),
  )
  return out.view().toString()
}

describe('JSON lines', () => {
  test('every type, NULL, and names that need escapes', () => {
    expect(
      encode('jsonl', 's:string n:long x:double b:boolean t:timestamp j:json q"é:long', [
        ['a', 1, 0.5, 1, 1_700_000_000_000, '{"k": [1]}', 7],
      ]),
    ).toBe('{"s":"a","n":1,"x":0.5,"b":true,"t":1700000000000,"j":{"k": [1]},"q\\"é":7}\n')
    expect(encode('jsonl', 's:string n:long x:double b:boolean t:timestamp j:json', [Array(6).fill(null)])).toBe(
      '{"s":null,"n":null,"x":null,"b":null,"t":null,"j":null}\n',
    )
    expect(encode('jsonl', 'b:boolean', [[0], [1]])).toBe('{"b":false}\n{"b":true}\n')
  })

  test('values that nobody changed are copied as they came in', () => {
    expect(
      copied('x:double n:long s:text j:json u:string', '{"x":1.50,"n":1e3,"s":"\\u0061\\/","j": {"k" :1},"u":12}\n{"x":null,"s":"é"}'),
    ).toBe('{"x":1.50,"n":1e3,"s":"\\u0061\\/","j":{"k" :1},"u":"12"}\n{"x":null,"n":null,"s":"é","j":null,"u":null}\n')
    expect(copied('a:string', '{"\\u0061":"x\\n"}')).toBe('{"a":"x\\n"}\n')
  })

  test('only selected rows, in order', () => {
    const select = (batch: Batch): Batch => ({ ...batch, count: 2, sel: Uint32Array.of(0, 2) })
    expect(copied('a:long', '{"a":1}\n{"a":2}\n{"a":3}', select)).toBe('{"a":1}\n{"a":3}\n')
  })

  test('timestamps as text', () => {
    const rows = [[1_700_000_000_000], [-1], [null], [9e15]]
    expect(encode('jsonl', 't:timestamp', rows, { timestamps: 'iso' })).toBe(
      '{"t":"2023-11-14T22:13:20.000Z"}\n{"t":"1969-12-31T23:59:59.999Z"}\n{"t":null}\n{"t":9000000000000000}\n',
    )
  })

  test('text is escaped as JSON.stringify escapes it', () => {
    const texts = [
      '',
      '"',
      '\\',
      'a"b',
      ...Array.from({ length: 160 }, (_, i) => `${'x'.repeat(i % 40)}${String.fromCharCode(i)}y`),
      'é😀\u2028',
      'x'.repeat(1_000),
    ]
    expect(
      encode(
        'jsonl',
        's:string',
        texts.map((text) => [text]),
      ),
    ).toBe(texts.map((s) => `${JSON.stringify({ s })}\n`).join(''))
  })

  test('numbers are printed as JSON.stringify prints them', () => {
    const random = new Random(5)
    const bits = new DataView(new ArrayBuffer(8))
    const numbers = [
      0,
      -0,
      1,
      -1,
      9,
      10,
      99,
      100,
      2 ** 31,
      2 ** 32 - 1,
      2 ** 32,
      1e8,
      99999999,
      1e15,
      1e15 - 1,
      1e16,
      1e21,
      1e22,
      -1e21,
      1e-6,
      1e-7,
      0.1,
      0.001,
      0.0009,
      -0.5,
    ]
    numbers.push(
      123456789.123456,
      0.30000000000000004,
      5e-324,
      Number.MAX_VALUE,
      Number.MAX_SAFE_INTEGER,
      -Number.MAX_SAFE_INTEGER,
      1e9 - 0.5,
      999999999.999999,
      0.000001,
    )
    for (let k = -10; k < 60; k++) numbers.push(2 ** k, 2 ** k * (1 + 2 ** -52), 2 ** k * (1 - 2 ** -53))
    for (let n = 0; n < 2_000; n++) numbers.push(800_000_000_000_000 + n / 8, 70_000_000_000_000 + n / 64) // two decimals at the same distance
    for (let i = 0; i < 20_000; i++) {
      bits.setUint32(0, random.below(2 ** 32))
      bits.setUint32(4, random.below(2 ** 32))
      const any = bits.getFloat64(0)
      if (Number.isFinite(any)) numbers.push(any)
      numbers.push(
        random.below(1e6) * 0.908,
        random.below(1e9) / random.pick([3, 7, 10, 1000, 1e6]),
        (random.below(2 ** 32) - 2 ** 31) * random.below(2 ** 21),
        random.below(1e9) / 1e9,
      )
      numbers.push((random.below(2 ** 32) * 2 ** 20 + random.below(2 ** 20)) * 2 ** -random.below(64))
    }
    const lines = encode(
      'jsonl',
      'x:double',
      numbers.map((x) => [x]),
    ).split('\n')
    numbers.forEach((x, i) => {
      if (lines[i] !== JSON.stringify({ x })) expect(lines[i]).toBe(JSON.stringify({ x }))
    })
  })

  test('no fields, no rows', () => {
    const out = new Writer()
    makeEncoder('jsonl', []).encode({ rows: 2, count: 2, sel: null, columns: [], lines: null, bytes: null, at: 0 }, out)
    expect(out.view().toString()).toBe('{}\n{}\n')
    expect(encode('jsonl', 'a:long', [])).toBe('')
    expect(makeEncoder('jsonl', shapeOf('a:long')).header().length).toBe(0)
  })
})

describe('CSV', () => {
  test('header, quotes where needed, NULL is an empty cell', () => {
    const shape = shapeOf('s:string n:long a,b:string')
    expect(makeEncoder('csv', shape).header().toString()).toBe('s,n,"a,b"\n')
    const rows = [
      ['plain', 1, 'x'],
      ['a,b', -2, 'say "hi"'],
      ['two\nlines', null, ''],
      [null, 0, 'é\r'],
      ['"', 3, '""'],
    ]
    expect(encode('csv', 's:string n:long a,b:string', rows)).toBe(
      'plain,1,x\n"a,b",-2,"say ""hi"""\n"two\nlines",,""\n,0,"é\r"\n"""",3,""""""\n',
    )
  })

  test('other types and delimiters', () => {
    const row = [0.1, 1, 1_700_000_000_000, '{"k":1}']
    expect(encode('csv', 'x:double b:boolean t:timestamp j:json', [row], { delimiter: ';', timestamps: 'iso' })).toBe(
      '0.1;true;2023-11-14T22:13:20.000Z;"{""k"":1}"\n',
    )
  })

  test('a row that begins like the text of a spreadsheet formula is written as it is', () => {
    expect(encode('csv', 's:string', [['=1+1']])).toBe('=1+1\n')
  })
})

test.each(['jsonl', 'csv'] as const)('%s: what was written reads back equal', (format) => {
  const random = new Random(11)
  const shape = shapeOf('s:string n:long x:double b:boolean t:timestamp')
  const texts = [null, '', 'x', 'é😀', '"', '""', ',', '\n', '\r\n', ' a ', 'null', '\\n', '\u0000\u001f', 'x'.repeat(100)]
  const rows = Array.from({ length: 3_000 }, () => [
    random.pick(texts) === null ? null : `${random.pick(texts)}${random.pick(texts)}`,
    random.pick([null, random.below(2 ** 32) - 2 ** 31, random.below(2 ** 32) * 1_000]),
    random.pick([null, random.below(1e9) / 7, random.below(1e9) * 1e12, -random.below(1e6) / 100]),
    random.pick([null, 0, 1]),
    random.pick([null, 1_700_000_000_000 + random.below(1e9)]),
  ])
  const out = new Writer()
  const encoder = makeEncoder(format, shape)
  out.bytes(encoder.header())
  encoder.encode(build(shape, rows), out)
  const decoder = makeDecoder(
    format === 'csv' ? 'csv' : 'json',
    shape.map(({ name, type }) => ({ name, type: columnType(type) })),
    { header: true },
  )
  const back: unknown[] = []
  const bytes = out.view()
  decoder.decode(
    bytes,
    0,
    bytes.length,
    0,
    (batch) => back.push(...rowsOf(batch)),
    (bad) => expect.unreachable(bad.message),
  )
  expect(back).toEqual([...rowsOf(build(shape, rows))])
})
