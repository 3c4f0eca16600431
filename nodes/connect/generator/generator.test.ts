import { expect, test } from 'vitest'
import type { z } from 'zod'
import { HandClock } from '../../../server/testing/clock.ts'
import { sourceContext } from '../../../server/testing/contexts.ts'
import node from './node.ts'
import { makeRecords, randomOf } from './records.ts'
import { GeneratorSource } from './runtime.ts'
import { parseTemplate, placeholders } from './template.ts'

type Settings = z.input<typeof node.config>
const LIMIT = { records: 65_536, bytes: 1 << 20 }

async function opened(settings: Settings, from?: { n: number }) {
  const clock = new HandClock()
  const { context, heard } = sourceContext({ clock })
  const source = new GeneratorSource(node.config.parse(settings), context)
  await source.open(from)
  /** What there is to read now, as lines. */
  const now = async (limit = LIMIT): Promise<string[]> => {
    const lines: string[] = []
    for (let chunk = await source.read(limit); chunk !== 'idle' && chunk !== 'end'; chunk = await source.read(limit))
      lines.push(...`${chunk.bytes}`.split('\n').slice(0, -1))
    return lines
  }
  return { clock, heard, source, now }
}

const all = async (settings: Settings, from?: { n: number }) => (await opened({ rate: 0, ...settings }, from)).now()
const maker = (template: string) => {
  const parsed = parseTemplate(template)
  if ('mistake' in parsed) throw new Error(parsed.mistake)
  return (n = 0): string => parsed.make({ n, now: 1_700_000_000_000, random: randomOf(1, n) })
}
/** What a template makes for the records 0, 1, 2 … */
const series = (template: string, count: number) => Array.from({ length: count }, (_, n) => n).map(maker(template))

test('a text is replayed as it is, to its end, again, or up to a count', async () => {
  expect(await all({ text: 'a\n\n{{b}}\\n\n' })).toEqual(['a', '', '{{b}}\\n'])
  expect(await all({ text: 'a\r\nb', repeat: true, count: 5 })).toEqual(['a', 'b', 'a', 'b', 'a'])
  expect(await all({ text: 'a\nb', count: 5 })).toEqual(['a', 'b'])
})

test('lines may hold placeholders', async () => {
  expect(await all({ lines: ['{{seq}} "a" \\', 'b{{seq}}'], repeat: true, count: 3 })).toEqual(['0 "a" \\', 'b1', '2 "a" \\'])
})

const EVERYTHING: Settings = {
  record: Object.fromEntries(
    [
      '{{seq}}',
      '{{time 0 5}}',
      '{{int 1 6}}',
      '{{double 0 1}}',
      '{{normal 0 1}}',
      '{{zipf 50}}',
      '{{bool}}',
      '{{pick a "b" c\\}}',
      '{{words 3 100}}',
      '{{uuid}}',
      'x{{int 0 9}}"',
    ].map((template, i) => [`f${i}`, template]),
  ),
  count: 3000,
  disorder: { share: 0.3, distance: 7 },
  corrupt: 0.05,
}

test('record n depends on n and the seed only: made from any position, in any pieces', async () => {
  const whole = await all(EVERYTHING)
  expect(whole).toHaveLength(3000)
  for (const n of [1, 6, 7, 8, 999, 2999]) expect(await all(EVERYTHING, { n })).toEqual(whole.slice(n))
  const pieces = await opened({ ...EVERYTHING, rate: 0 })
  expect(await pieces.now({ records: 3, bytes: 200 })).toEqual(whole)
  expect(await all({ ...EVERYTHING, seed: 2 })).not.toEqual(whole)
  expect(await all(EVERYTHING, { n: 3000 })).toEqual([])
})

test('records beyond 2^32 still differ', () => {
  const { line } = makeRecords(node.config.parse({ record: { id: '{{uuid}}' } }))
  expect(line(5, 0).equals(line(5 + 2 ** 32, 0))).toBe(false)
})

test('disorder moves a share of records, none further than the distance, and loses none', async () => {
  for (const count of [1000, 1003]) {
    const seqs = (await all({ record: { n: '{{seq}}' }, count, disorder: { share: 0.5, distance: 9 } })).map((line) => JSON.parse(line).n)
    expect(seqs.toSorted((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i))
    const moves = seqs.map((n, i) => Math.abs(n - i))
    expect(Math.max(...moves)).toBe(9)
    expect(moves.filter((d) => d > 0).length / count).toBeGreaterThan(0.4)
  }
})

test('a share of records is damaged: cut short, or not UTF-8', () => {
  const { line } = makeRecords(node.config.parse({ record: { word: 'mill' }, corrupt: 0.2 }))
  const kinds = { whole: 0, cut: 0, utf8: 0 }
  for (let n = 0; n < 2000; n++) {
    const bytes = line(n, 0)
    if (bytes.includes(0xff)) kinds.utf8++
    else if (bytes.length < '{"word":"mill"}'.length) kinds.cut++
    else kinds.whole++
  }
  expect(kinds.whole).toBeGreaterThan(1500)
  expect(kinds.cut).toBeGreaterThan(120)
  expect(kinds.utf8).toBeGreaterThan(120)
})

test('the rate is kept, also after a restart', async () => {
  for (const from of [undefined, { n: 500 }]) {
    const { clock, now, heard } = await opened({ lines: ['x'], repeat: true, rate: 4 }, from)
    expect(await now()).toHaveLength(1)
    expect(await now()).toHaveLength(0)
    clock.advance(249)
    expect(heard.wakes).toBe(0)
    clock.advance(1)
    expect(heard.wakes).toBe(1)
    expect(await now()).toHaveLength(1)
    clock.advance(2000)
    expect(await now()).toHaveLength(8)
  }
})

test('what is due and not yet made waits', async () => {
  const { clock, source, now } = await opened({ lines: ['x'], repeat: true, rate: 4, count: 6 })
  clock.advance(1000)
  expect(source.pending()).toEqual({ records: 5, bytes: 0 })
  await now()
  expect(source.pending()).toEqual({ records: 0, bytes: 0 })
  clock.advance(5000)
  expect(source.pending()).toEqual({ records: 1, bytes: 0 })
  expect((await opened({ lines: ['x'], repeat: true, rate: 0 })).source.pending()).toBe(null)
})

test('bursts come on top, each at its time', async () => {
  const { clock, now, heard } = await opened({ lines: ['x'], repeat: true, rate: 1, burst: { every: '10s', count: 100 } })
  expect(await now()).toHaveLength(101)
  expect(await now()).toHaveLength(0)
  clock.advance(1000)
  expect(heard.wakes).toBe(1) // the next record does not wait for the burst
  expect(await now()).toHaveLength(1)
  clock.advance(9000)
  expect(await now()).toHaveLength(109)

  const only = await opened({ lines: ['x'], repeat: true, rate: 0, burst: { every: '1s', count: 5 } })
  expect(await only.now()).toHaveLength(5)
  expect(await only.now()).toHaveLength(0)
  only.clock.advance(999)
  expect(only.heard.wakes).toBe(0)
  only.clock.advance(1)
  expect(await only.now()).toHaveLength(5)
})

test('a line that is longer than a chunk is one chunk', async () => {
  expect(await all({ lines: ['a', 'x'.repeat(300_000), 'b'] })).toEqual(['a', 'x'.repeat(300_000), 'b'])
})

test('the type of a field is that of its only placeholder', () => {
  const types = {
    '{{seq}}': 'long',
    '{{now}}': 'timestamp',
    '{{int 1 2}}': 'long',
    '{{double 0 1}}': 'double',
    '{{bool}}': 'boolean',
    '{{pick 1 2}}': 'long',
    '{{pick 1.5 2.0}}': 'double',
    '{{pick 1 b}}': 'string',
    '{{pick 01 2}}': 'string',
    '{{uuid}}': 'string',
    'a{{seq}}': 'string',
    '7': 'string',
    '': 'string',
  }
  expect(Object.fromEntries(Object.keys(types).map((text) => [text, (parseTemplate(text) as { type: string }).type]))).toEqual(types)
})

test('placeholders stay in their bounds', () => {
  const values = (template: string) => series(template, 2000).map(Number)
  const ints = values('{{int -2 2}}')
  expect([...new Set(ints)].sort((a, b) => a - b)).toEqual([-2, -1, 0, 1, 2])
  const ranks = values('{{zipf 10}}')
  expect([Math.min(...ranks), Math.max(...ranks)]).toEqual([1, 10])
  expect(ranks.filter((r) => r === 1).length).toBeGreaterThan(4 * ranks.filter((r) => r === 10).length)
  const normal = values('{{normal 100 10 1}}')
  expect(Math.abs(normal.reduce((sum, x) => sum + x, 0) / normal.length - 100)).toBeLessThan(1)
  expect(values('{{double 3 4 2}}').every((x) => x >= 3 && x <= 4 && /^\d(\.\d{1,2})?$/.test(`${x}`))).toBe(true)
  expect(maker('{{uuid}}')()).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
  expect(new Set(series('{{uuid}}', 5000)).size).toBe(5000)
  expect(new Set(series('{{word 6000 0}}', 9000)).size).toBeGreaterThan(4000)
  expect(maker('{{time 2026-01-01T00:00:00Z 250}}')(4)).toBe(String(Date.UTC(2026, 0, 1) + 1000))
})

test('each placeholder accepts the form that its help shows, and refuses others', () => {
  for (const { example } of Object.values(placeholders)) expect(parseTemplate(example)).not.toHaveProperty('mistake')
  for (const text of [
    '{{nothing}}',
    '{{int 5}}',
    '{{int 5 1}}',
    '{{int 1.5 3}}',
    '{{zipf 0}}',
    '{{zipf 9999999}}',
    '{{double a b}}',
    '{{bool 2}}',
    '{{pick}}',
    '{{time soon 1}}',
    '{{seq 1}}',
    '{{words 0 5}}',
    '{{constructor}}',
    '{{}}',
  ])
    expect(parseTemplate(text), text).toMatchObject({ mistake: expect.any(String), hint: expect.any(String) })
})

test.each([
  [{}, ['lines']],
  [{ lines: ['a'], text: 'b' }, ['text']],
  [{ lines: [] }, ['lines']],
  [{ record: { a: '{{nope}}' } }, ['record', 'a']],
  [{ lines: ['a', '{{int x y}}'] }, ['lines', 1]],
  [{ text: 'a', rate: -1 }, ['rate']],
  [{ text: 'a', corrupt: 1.5 }, ['corrupt']],
  [{ text: 'a', disorder: { share: 2 } }, ['disorder', 'share']],
  [{ text: 'a', burst: { every: 0, count: 1 } }, ['burst', 'every']],
])('settings that make no sense: %j', (settings, path) => {
  expect(node.check!(node.config.parse(settings))).toMatchObject([{ path, message: expect.any(String) }])
})
