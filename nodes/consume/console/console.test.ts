import { expect, test } from 'vitest'
import { HandClock } from '../../../server/testing/clock.ts'
import { sinkContext } from '../../../server/testing/contexts.ts'
import node from './node.ts'
import runtime from './runtime.ts'

async function opened(settings: Parameters<typeof node.config.parse>[0]) {
  const clock = new HandClock()
  const { context, heard } = sinkContext({ clock, fields: { text: 'string' } })
  const sink = runtime.sink!(node.config.parse(settings), context)
  await sink.open(1, null)
  let epoch = 0
  const publish = (...lines: string[]) =>
    sink.publish(++epoch, { bytes: Buffer.from(lines.map((line) => `${line}\n`).join('')), ref: null, records: lines.length })
  return { clock, heard, publish }
}

test('prints what is published; csv with one header', async () => {
  const { heard, publish } = await opened({ format: 'csv' })
  await publish()
  await publish('a')
  await publish('b', 'c')
  expect(heard.printed).toBe('text\na\nb\nc\n')
})

test('a rate counts what it does not print', async () => {
  const { clock, heard, publish } = await opened({ rate: 2 })
  await publish('a')
  await publish('b', 'c', 'd')
  await publish('e')
  clock.advance(1000)
  await publish('f')
  expect(heard.printed).toBe('a\nb\nf\n')
  expect(heard.dropped).toEqual({ rate: 3 })
})
