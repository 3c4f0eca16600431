import { expect, test } from 'vitest'
import { Reader, ShortReadError, Writer } from './writer.ts'

test('what was written is read back in the same order', () => {
  const w = new Writer(1)
  w.u8(200)
  w.u32(4_000_000_000)
  w.f64(-0.1)
  w.text('é😀')
  w.text('')
  w.bytes(Buffer.from('abc'))
  const r = new Reader(w.view())
  expect([r.u8(), r.u32(), r.f64(), r.text(), r.text(), r.done, r.bytes(3).toString(), r.done]).toEqual([
    200,
    4_000_000_000,
    -0.1,
    'é😀',
    '',
    false,
    'abc',
    true,
  ])
})

test('grows as needed, starts again after clear', () => {
  const w = new Writer(16)
  for (let i = 0; i < 100_000; i++) w.u32(i)
  expect([w.length, w.view().readUInt32LE(4 * 99_999)]).toEqual([400_000, 99_999])
  w.clear()
  w.text('x'.repeat(1_000_000))
  expect(new Reader(w.view()).text().length).toBe(1_000_000)
})

test('bytes that end too early are an error, wherever they end', () => {
  const w = new Writer()
  w.u32(7)
  w.text('text')
  w.f64(1)
  const all = w.view()
  for (let n = 0; n < all.length; n++) {
    const r = new Reader(all.subarray(0, n))
    expect(() => [r.u32(), r.text(), r.f64()]).toThrow(ShortReadError)
  }
})
