import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { PipelineFeed } from '../hooks/pipeline-feed.ts'
import { ChartView, PRESENCE } from './chart-view.ts'

const NOW = 1_700_000_000_000
let due: (() => void)[] = []
beforeEach(() => {
  vi.useFakeTimers({ now: NOW })
  due = []
  vi.stubGlobal('requestAnimationFrame', (run: () => void) => due.push(run))
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})
const animate = () => {
  for (const run of due.splice(0)) run()
}

/** A second of the feed, as it is when a frame came. */
function second(feed: PipelineFeed, seq: number): void {
  vi.setSystemTime(seq * 1000)
  feed.series.put(PRESENCE, seq, 1)
  feed.at = Date.now()
}

test('the window ends with the newest figures, and moves on when they cease', () => {
  const feed = new PipelineFeed('p')
  const view = new ChartView(feed, '5m', [])
  const now = NOW / 1000
  second(feed, now)
  expect([view.from, view.to]).toEqual([now - 300, now])
  vi.setSystemTime(NOW + 10_000)
  expect(view.to).toBe(now + 9)
})

test('a held window stands still while figures are gathered, until nothing holds it any more', () => {
  const feed = new PipelineFeed('p')
  const view = new ChartView(feed, '5m', [])
  const now = NOW / 1000
  second(feed, now)
  view.hold('look')
  view.hold('pause')
  for (let s = 1; s <= 42; s++) second(feed, now + s)
  expect([view.to, view.behind, view.held]).toEqual([now, 42_000, 'pause'])
  view.release('look')
  expect([view.to, view.held]).toEqual([now, 'pause'])
  view.release('pause')
  expect([view.to, view.behind, view.held]).toEqual([now + 42, 0, null])
})

test('moves of the crosshair between two animation frames are painted once, and draw no line', () => {
  const view = new ChartView(new PipelineFeed('p'), '5m', [])
  const calls: string[] = []
  view.paint({ draw: () => calls.push('draw'), point: () => calls.push('point') })
  expect(calls.splice(0)).toEqual(['draw', 'point'])
  for (const slot of [1, 2, 3]) view.point(slot)
  animate()
  expect(calls.splice(0)).toEqual(['point'])
  view.point(4)
  view.hold('look')
  view.release('look')
  animate()
  expect(calls).toEqual(['draw', 'point'])
})
