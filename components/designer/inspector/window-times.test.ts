import { expect, test } from 'vitest'
import { windowsAt, windowsIn } from './window-times.ts'

test('a time is in as many sliding windows as slides fit into the size', () => {
  expect(windowsAt({ size: 30_000, slide: 10_000, offset: 0 }, 41_000)).toEqual([
    { from: 20_000, to: 50_000 },
    { from: 30_000, to: 60_000 },
    { from: 40_000, to: 70_000 },
  ])
})

test('a window holds its beginning and not its end; an offset shifts both', () => {
  const tumbling = { size: 60_000, slide: 60_000, offset: 0 }
  expect(windowsAt(tumbling, 60_000)).toEqual([{ from: 60_000, to: 120_000 }])
  expect(windowsAt({ ...tumbling, offset: 15_000 }, 60_000)).toEqual([{ from: 15_000, to: 75_000 }])
})

test('between windows with gaps there is none', () => {
  const gaps = { size: 2_000, slide: 10_000, offset: 0 }
  expect(windowsAt(gaps, 5_000)).toEqual([])
  expect(windowsIn(gaps, 0, 20_000)).toEqual([
    { from: 0, to: 2_000 },
    { from: 10_000, to: 12_000 },
  ])
})
