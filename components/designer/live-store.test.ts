import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { LiveFrame } from '../../core/protocol.ts'
import { LiveStore, SPARK_SECONDS } from './live-store.ts'

const index = { nodes: ['in', 'out'], roles: ['source', 'sink'], wires: ['in.out>out.in'] } as const
function frame(seq: number, rate: number, troubles: LiveFrame['troubles'] = {}): LiveFrame {
  const pair = (a: number, b: number) => [a, b]
  return {
    pipeline: 'p',
    seq,
    version: 1,
    generation: 1,
    nodes: {
      in: pair(0, rate),
      out: pair(rate, 0),
      p50: [null, 1],
      p95: [null, 2],
      p99: [null, 3],
      busy: pair(0.1, 0.2),
      backpressured: pair(0, 0),
      stateRows: pair(0, 0),
      lag: [null, null],
      up: [1, null],
    },
    wires: { records: [rate], queue: [0], fill: [0] },
    troubles,
    total: {},
  }
}

/** Animation frames are turned by hand. */
let due: (() => void)[] = []
beforeEach(() => {
  due = []
  vi.stubGlobal('requestAnimationFrame', (run: () => void) => due.push(run))
})
afterEach(() => vi.unstubAllGlobals())
const animate = () => {
  for (const run of due.splice(0)) run()
}

test('many frames before one animation frame are painted once', () => {
  const store = new LiveStore()
  store.begin(index)
  let painted = 0
  const end = store.onPaint(() => painted++)
  expect(painted).toBe(1)
  store.push(frame(100, 5))
  store.push(frame(101, 6))
  animate()
  expect(painted).toBe(2)
  end()
  store.push(frame(102, 6))
  animate()
  expect(painted).toBe(2)
})

test('a minute of rates with gaps; frames that come twice or too late change nothing', () => {
  const store = new LiveStore()
  store.begin(index)
  store.push(frame(100, 5))
  store.push(frame(102, 7))
  store.push(frame(101, 99))
  store.push(frame(102, 99))
  const rates = new Float64Array(SPARK_SECONDS)
  for (const id of index.nodes) {
    store.rates(id, rates)
    expect([...rates.slice(-4)]).toEqual([Number.NaN, 5, Number.NaN, 7])
  }
  expect(store.node('out')).toMatchObject({ in: 7, p99: 3, busy: 0.2 })
  expect(store.node('a-rule')).toBe(null)
})

test('errors mark a node for ten seconds, and a wire counts its quiet ones', () => {
  const store = new LiveStore()
  store.begin(index)
  store.push(frame(100, 1, { out: { 'errors.DISK_FAILED': 2 } }))
  store.push(frame(109, 0))
  expect(store.node('out')).toMatchObject({ troubled: true, troubles: {} })
  expect(store.quietSeconds('in.out>out.in')).toBe(9)
  store.push(frame(110, 0, { in: { late: 3 } }))
  expect(store.node('out')?.troubled).toBe(false)
  expect(store.node('in')?.troubled).toBe(false)
})

test('another version begins anew', () => {
  const store = new LiveStore()
  store.begin(index)
  store.push(frame(100, 5))
  store.begin({ ...index, nodes: ['other', 'out'] })
  expect(store.frame).toBe(null)
  store.push(frame(50, 5))
  expect(store.node('other')?.out).toBe(5)
  expect(store.node('in')).toBe(null)
})
