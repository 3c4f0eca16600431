import { afterEach, expect, test } from 'vitest'
import { ownMachine } from '../../../server/connections/egress.ts'
import { HandClock } from '../../../server/testing/clock.ts'
import { sourceContext } from '../../../server/testing/contexts.ts'
import { freePort, PeerServer } from '../../../server/testing/sockets.ts'
import node from './node.ts'
import runtime from './runtime.ts'

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close()
})

async function connecting(port: number, egress = ownMachine) {
  const clock = new HandClock()
  const { context, heard } = sourceContext({ clock, egress })
  const source = runtime.source!(node.config.parse({ port, reconnect: { initial: '1s', max: '3s' } }), context)
  await source.open(undefined)
  open.push(source)
  const next = async () => {
    for (;;) {
      const woken = heard.woken()
      const chunk = await source.read({ records: 65_536, bytes: 1 << 20 })
      if (chunk === 'idle') await woken
      else if (chunk !== 'end') return `${chunk.bytes}`
    }
  }
  return { clock, heard, source, next }
}

async function serving(port: number): Promise<PeerServer> {
  const server = new PeerServer()
  await server.listen(port)
  open.push(server)
  return server
}

test('reads lines; the last one counts without a line break', async () => {
  const port = await freePort()
  const server = await serving(port)
  const { next } = await connecting(port)
  const peer = await server.next()
  peer.socket.end('one\ntwo\nthree')
  let read = ''
  while (!read.endsWith('three\n')) read += await next()
  expect(read).toBe('one\ntwo\nthree\n')
})

test('connects again after growing pauses, saying so once per change', async () => {
  const port = await freePort()
  const { clock, heard, source, next } = await connecting(port)
  /** The next attempt has failed and another one waits for the clock. */
  const failed = async () => {
    while (clock.waiting === 0) await new Promise((resolve) => setImmediate(resolve))
  }
  for (const pause of [1000, 2000, 3000, 3000]) {
    await failed()
    clock.advance(pause - 1)
    expect(clock.waiting).toBe(1)
    clock.advance(1)
    expect(clock.waiting).toBe(0)
  }
  await failed()
  expect(heard.up).toBe(false)
  expect(heard.logs).toEqual([expect.stringContaining('nobody listens there')])
  const server = await serving(port)
  clock.advance(3000)
  const first = await server.next()
  await first.send('one\ntw')
  expect(await next()).toBe('one\n')
  expect(heard.logs.slice(1)).toEqual([`info: connected to 127.0.0.1:${port}`])
  expect(heard.up).toBe(true)
  expect(source.pending!()).toEqual({ records: null, bytes: 2, most: expect.any(Number) })
  first.socket.resetAndDestroy()
  await failed()
  clock.advance(1000) // the pause is short again
  const second = await server.next()
  await second.send('three\n')
  expect(await next()).toBe('three\n')
  expect(heard.dropped).toEqual({ unfinished: 1 })
  expect(heard.logs).toHaveLength(4)
  second.socket.destroy()
})

test('closing ends the attempts', async () => {
  const { clock, source } = await connecting(await freePort())
  while (clock.waiting === 0) await new Promise((resolve) => setImmediate(resolve))
  await source.close()
  expect(clock.waiting).toBe(0)
})

test('closing hangs up', async () => {
  const port = await freePort()
  const server = await serving(port)
  const { clock, heard, next, source } = await connecting(port)
  const peer = await server.next()
  await peer.send('one\n')
  expect(await next()).toBe('one\n')
  await source.close()
  await peer.gone()
  expect(heard.logs).toEqual([`info: connected to 127.0.0.1:${port}`])
  expect(clock.waiting).toBe(0)
})

test('an address that must not be called ends the run, without another attempt', async () => {
  const port = await freePort()
  const server = await serving(port)
  const { clock, heard, next } = await connecting(port, { ...ownMachine, loopback: false })
  await expect(next()).rejects.toMatchObject({ code: 'ADDRESS_NOT_ALLOWED', hint: expect.stringContaining(`127.0.0.1:${port}`) })
  expect(clock.waiting).toBe(0)
  expect([heard.up, heard.logs]).toEqual([false, []])
  const allowed = await connecting(port, { ...ownMachine, loopback: false, allowed: [{ range: ['127.0.0.0', 8], port }] })
  const peer = await server.next()
  await peer.send('one\n')
  expect(await allowed.next()).toBe('one\n')
  peer.socket.destroy()
})
