import { expect, test } from 'vitest'
import type { FromChild } from '../../runs/child-protocol.ts'
import { HandClock } from '../../testing/clock.ts'
import { frameWith } from '../../testing/frames.ts'
import { Outbox } from './outbox.ts'

/** A channel that a test fills up and empties. */
function channel() {
  const taken: FromChild[] = []
  let full = false
  let emptied: (() => void) | null = null
  const clock = new HandClock()
  const outbox = new Outbox((message, sent) => {
    taken.push(message)
    if (full) emptied = sent
    else setImmediate(sent)
    return !full
  }, clock)
  return {
    outbox,
    clock,
    taken,
    fill() {
      full = true
      outbox.say({ kind: 'state', state: 'running' })
      taken.length = 0
    },
    empty() {
      full = false
      emptied?.()
    },
  }
}

const frame = (seq: number) => frameWith({ seq, index: { nodes: [], roles: [], wires: [] } })
const text = (s: string): Uint8Array => Buffer.from(s)
const columns = [{ name: 'k', type: 'string' }] as const

test('while the channel is full the newest frame, whole views and all states wait', async () => {
  const { outbox, taken, fill, empty } = channel()
  outbox.view('table', { snapshot: { columns, key: ['k'], rows: [['a']] } })
  fill()
  outbox.frame(frame(1))
  outbox.frame(frame(2))
  outbox.view('table', { upsert: [['b']] })
  outbox.view('table', { upsert: [['c']], remove: ['["a"]'] })
  outbox.say({ kind: 'state', state: 'draining' })
  const done = outbox.done({
    kind: 'done',
    result: { state: 'stopped', seconds: 1, epochs: 1, nodes: {}, balanced: true, imbalances: [], error: null },
  })
  expect(taken).toEqual([])
  empty()
  await done
  expect(taken.map((m) => m.kind)).toEqual(['state', 'view', 'frame', 'done'])
  expect(taken[1]).toEqual({ kind: 'view', node: 'table', snapshot: { columns, key: ['k'], rows: [['b'], ['c']] } })
  expect(taken[2]).toMatchObject({ frame: { seq: 2 } })
})

test('what waits is bounded, and what was left out is told', () => {
  const { outbox, taken, fill, empty } = channel()
  fill()
  for (let i = 0; i < 1_500; i++) outbox.say({ kind: 'log', level: 'info', node: 'n', message: `${i}` })
  outbox.print(text('a\nb\n'))
  empty()
  outbox.frame(frame(3))
  expect(taken).toHaveLength(1_003)
  expect(taken[1_000]).toMatchObject({ level: 'warning', message: expect.stringMatching(/^500 log lines/) })
  expect(taken[1_001]).toMatchObject({ level: 'warning', message: expect.stringMatching(/^2 printed lines/) })
})

test('rows of a peek that find the channel full are missed', () => {
  const { outbox, taken, fill, empty } = channel()
  const peek = { kind: 'peek', wire: 'a.out>b.in', columns, rows: [['x'], ['y']], missed: 3 } as const
  fill()
  outbox.peek(peek)
  outbox.peek(peek)
  empty()
  outbox.peek(peek)
  outbox.peek(peek)
  expect(taken.map((m) => m.kind === 'peek' && m.missed)).toEqual([13, 3])
})

test('consoles pass on whole lines, so many a second', () => {
  const { outbox, clock, taken } = channel()
  outbox.print(text('one\ntw'))
  outbox.print(text('o\n'))
  expect(taken).toEqual([
    { kind: 'print', text: 'one\n' },
    { kind: 'print', text: 'two\n' },
  ])
  outbox.print(text('x\n'.repeat(600)))
  outbox.frame(frame(1))
  expect(taken.at(-2)).toMatchObject({ message: expect.stringMatching(/^102 printed lines/) })
  clock.advance(1_000)
  outbox.print(text(`${'y'.repeat(10_000)}\nz\n`))
  const last = taken.at(-1) as { text: string }
  expect(last.text.split('\n').map((line) => line.length)).toEqual([8_194, 1, 0])
})
