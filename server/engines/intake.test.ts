import type { Socket } from 'node:net'
import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { HandClock } from '../testing/clock.ts'
import { sourceContext } from '../testing/contexts.ts'
import { Intake } from './intake.ts'

const MEBIBYTE = 1 << 20
const all = Number.POSITIVE_INFINITY
/** What was written has arrived. */
const arrived = () => new Promise((resolve) => setImmediate(resolve))

function intake(maxFrame = MEBIBYTE, headers = false) {
  const { context, heard } = sourceContext({ clock: new HandClock(), headers })
  const done: unknown[] = []
  const made = new Intake(context, { maxFrame, done: (socket) => done.push(socket) })
  /** A sender of which only the stream matters. */
  const sender = () => {
    const stream = new PassThrough({ highWaterMark: 64 * MEBIBYTE })
    made.add(stream as unknown as Socket)
    return stream
  }
  return { intake: made, sender, heard, done }
}

test('senders are asked in turn', async () => {
  const { intake: from, sender } = intake()
  const [a, b, c] = [sender(), sender(), sender()]
  for (const [stream, name] of [
    [a, 'a'],
    [b, 'b'],
    [c, 'c'],
  ] as const)
    stream.write(`${name}1\n${name}2\n`)
  await arrived()
  const taken = Array.from({ length: 6 }, () => `${from.take(1)?.bytes}`)
  expect(taken.slice(0, 3).toSorted()).toEqual(['a1\n', 'b1\n', 'c1\n'])
  expect(taken.slice(3).toSorted()).toEqual(['a2\n', 'b2\n', 'c2\n'])
  expect(from.take(1)).toBe(null)
})

test('where the decoder reads headers, each change of the connection is told with its first record', async () => {
  const { intake: from, sender } = intake(MEBIBYTE, true)
  const [a, b] = [sender(), sender()]
  a.write('k,n\na,1\n')
  b.write('n,k\n1,b\n')
  await arrived()
  const taken: (string | null | undefined)[][] = []
  for (let one = from.take(4); one !== null; one = from.take(4)) {
    const header = one.begins?.header
    taken.push([`${one.bytes}`, header == null ? header : `${header}`])
  }
  expect(taken.toSorted()).toEqual([
    ['1,b\n', 'n,k\n'],
    ['a,1\n', 'k,n\n'],
    ['k,n\n', null],
    ['n,k\n', null],
  ])
  a.write('a,2\n')
  a.write('a,3\n')
  await arrived()
  expect([from.take(4)?.begins !== undefined, from.take(4)?.begins !== undefined].filter((told) => told).length).toBeLessThanOrEqual(1)
})

test('who sends more while 8 MiB wait is paused until half of it is taken', async () => {
  const { intake: from, sender } = intake()
  const [a, b] = [sender(), sender()]
  const line = Buffer.from(`${'x'.repeat(1023)}\n`)
  for (let i = 0; i < 8 * 1024; i++) a.write(line)
  await arrived()
  expect([a.isPaused(), b.isPaused()]).toEqual([false, false])
  b.write(line)
  await arrived()
  expect([a.isPaused(), b.isPaused()]).toEqual([false, true])
  from.take(3 * MEBIBYTE)
  expect(b.isPaused()).toBe(true)
  while (b.isPaused()) expect(from.take(MEBIBYTE)).not.toBe(null)
  b.write('more\n')
  await arrived()
  let last = ''
  for (let taken = from.take(all); taken !== null; taken = from.take(all)) last += taken.bytes.subarray(-5)
  expect(last).toContain('more\n')
})

test('beginnings of long records cannot block their own ends', async () => {
  const { intake: from, sender } = intake()
  const senders = Array.from({ length: 12 }, sender)
  const [begin, more, end] = ['x'.repeat(900_000), 'y'.repeat(50_000), `${'z'.repeat(50_000)}\n`]
  for (const stream of senders) stream.write(begin)
  await arrived()
  for (const stream of senders) stream.write(more)
  await arrived()
  expect(senders.every((stream) => stream.isPaused())).toBe(true)
  for (const stream of senders) stream.write(end)
  expect(from.take(all)).toBe(null)
  let records = 0
  for (let rounds = 0; rounds < 100 && records < senders.length; rounds++) {
    await arrived()
    for (let taken = from.take(all); taken !== null; taken = from.take(all)) records += taken.bytes.length === 1_000_001 ? 1 : 100
  }
  expect(records).toBe(senders.length)
})

test('an orderly end makes the rest a record, a break counts it as unfinished', async () => {
  const { intake: from, sender, heard, done } = intake()
  const [orderly, broken, empty] = [sender(), sender(), sender()]
  orderly.end('a\nb')
  broken.write('c\nd')
  empty.end()
  await arrived()
  broken.destroy()
  await arrived()
  const taken = []
  for (let one = from.take(all); one !== null; one = from.take(all)) taken.push(`${one.bytes}`)
  expect(taken.join('').split('\n').toSorted()).toEqual(['', 'a', 'b', 'c'])
  expect(heard.dropped).toEqual({ unfinished: 1 })
  expect(from.size).toBe(0)
  expect(new Set(done)).toEqual(new Set([orderly, empty]))
})

test('a record that is too long is skipped wherever it is cut, and its memory is not kept', async () => {
  const { intake: from, sender, heard } = intake(10)
  const stream = sender()
  for (const piece of ['a\n', 'x'.repeat(8), 'x'.repeat(8), `x\nb`, '\n']) {
    stream.write(piece)
    await arrived()
  }
  const taken = []
  for (let one = from.take(all); one !== null; one = from.take(all)) taken.push(`${one.bytes}`)
  expect(taken.join('')).toBe('a\nb\n')
  expect(heard.dropped).toEqual({ tooLarge: 1 })
})
