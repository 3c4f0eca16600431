import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Frame, Sketch } from '../../core/metrics.ts'
import { frameWith } from '../testing/frames.ts'
import { type Packed, packBlock, unpackBlock } from './codec.ts'
import { each, nodeColumnNames, nodeColumns, runColumnNames, wireColumnNames } from './columns.ts'

const index = { nodes: ['a', 'b'], roles: ['source', 'sink'], wires: ['a.out>b.in'] } as const

const count = fc.oneof(
  fc.nat(5),
  fc.maxSafeNat().map((x) => x % 2 ** 49),
)
const nullable = fc.option(count)
const tenths = fc.nat(10_000).map((x) => x / 10)
const hundredths = fc.nat(100_000).map((x) => x / 100)
const sketch = fc
  .array(fc.tuple(fc.double({ min: 0, max: 1e7, noNaN: true }), fc.integer({ min: 1, max: 1000 })), { minLength: 1 })
  .map((values) => {
    const made = new Sketch()
    for (const [value, times] of values) made.add(value, times)
    return made.toJSON()
  })
const two = <T>(cell: fc.Arbitrary<T>) => fc.tuple(cell, cell)
const frame: fc.Arbitrary<Frame> = fc
  .record({
    seq: fc.nat(),
    generation: fc.nat(),
    nodes: fc.record({
      ...each(nodeColumnNames, (name) => two(nodeColumns[name].way === 'share' ? tenths : count)),
      lagRecords: two(nullable),
      connectionUp: two(nullable),
      latency: two(fc.option(sketch)),
    }),
    wires: fc.record({ ...each(wireColumnNames, () => fc.tuple(count)), fill: fc.tuple(fc.nat(1000).map((x) => x / 1000)) }),
    errors: fc.dictionary(fc.constantFrom('a', 'b'), fc.dictionary(fc.string(), fc.nat(), { noNullPrototype: true }), {
      noNullPrototype: true,
    }),
    run: fc.record({
      ...each(runColumnNames, () => count),
      epochMs: hundredths,
      commitMs: hundredths,
      cpuMs: hundredths,
      snapshotAgeMs: nullable,
      watermark: nullable,
    }),
  })
  .map((parts) => frameWith({ index, ...parts }))

test('blocks hold what was put into them', async () => {
  const packed = fc.array(fc.record({ at: fc.nat(), seconds: fc.integer({ min: 1, max: 60 }), frame }), { minLength: 1, maxLength: 8 })
  await fc.assert(
    fc.asyncProperty(packed, async (given: Packed[]) => {
      expect(await unpackBlock(await packBlock(given))).toEqual(given)
    }),
    { numRuns: 200 },
  )
})

test('what is finer than the scale is rounded, what is no number is a gap, samples and positions are left out', async () => {
  const given = frameWith({
    index,
    nodes: { busyMs: [0.26, 1], lagRecords: [Number.NaN, null] },
    wires: { fill: [0.33333] },
    taps: { r: { count: 1, last: 1, min: 1, max: 1, sum: 1, sample: 'x' } },
    run: { epochMs: 1.239, position: { a: 5 } },
  })
  const [{ frame: back }] = await unpackBlock(await packBlock([{ at: 0, seconds: 1, frame: given }]))
  expect(back).toMatchObject({ nodes: { busyMs: [0.3, 1], lagRecords: [null, null] }, wires: { fill: [0.333] }, run: { epochMs: 1.24 } })
  expect([back.taps, back.run.position]).toEqual([{}, {}])
})

test.each([
  ['another format', Buffer.of(2, 0, 0)],
  ['cut off', null],
])('a block of %s is refused', async (_, data) => {
  const whole = await packBlock([{ at: 0, seconds: 1, frame: frameWith({ index }) }])
  const refused = await unpackBlock(data ?? whole.subarray(0, 20)).catch((error) => error)
  expect(refused).toMatchObject({ name: 'AppError', code: 'STORE_CORRUPT' })
})
