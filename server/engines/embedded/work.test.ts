import { expect, test } from 'vitest'
import { HandClock } from '../../testing/clock.ts'
import { Work } from './work.ts'

function clocked(nodes: number) {
  const clock = new HandClock()
  return { clock, work: new Work(nodes, () => clock.now()) }
}

test('time is counted to who works, not to who called it; nodes of one loop share theirs', () => {
  const { clock, work } = clocked(3)
  const decode = work.owner([0])
  const loop = work.owner([1, 2, 2])
  work.enter(decode)
  clock.advance(5)
  work.enter(loop)
  clock.advance(20)
  expect(work.take().busy).toEqual([5, 10, 10])
  clock.advance(4)
  work.leave()
  clock.advance(1)
  work.leave()
  clock.advance(100)
  expect(work.take().busy).toEqual([1, 2, 2])
})

test('publishing runs beside the rest, and waiting is told while it lasts', () => {
  const { clock, work } = clocked(2)
  work.beginBeside(1)
  work.beginBeside(1)
  clock.advance(10)
  work.endBeside(1)
  work.wait([0])
  clock.advance(30)
  expect(work.take()).toEqual({ busy: [0, 40], waited: [30, 0] })
  clock.advance(5)
  work.waited()
  work.endBeside(1)
  clock.advance(50)
  expect(work.take()).toEqual({ busy: [0, 5], waited: [5, 0] })
})
