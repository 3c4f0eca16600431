import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { redactor } from './redact.ts'
import { wholeLines } from './whole-lines.ts'

test('a secret that comes in two pieces is still found', async () => {
  const stream = new PassThrough()
  const said: string[] = []
  const redact = redactor(['the-secret'])
  wholeLines(stream, (text) => said.push(redact(text)))
  for (const piece of ['one\nat the-sec', 'ret line 7\n', 'the ', 'end: the-', 'secret']) {
    stream.write(piece)
    await new Promise(setImmediate)
  }
  stream.end()
  await new Promise((done) => stream.once('close', done))
  expect(said).toEqual(['one\n', 'at ••• line 7\n', 'the end: •••'])
})

test('a line that does not end is told in pieces', async () => {
  const stream = new PassThrough()
  const said: string[] = []
  wholeLines(stream, (text) => said.push(text))
  stream.end('x'.repeat(100_000))
  await new Promise((done) => stream.once('close', done))
  expect(said.length).toBeGreaterThan(0)
  expect(said.join('')).toBe('x'.repeat(100_000))
})
