import { afterEach, expect, test } from 'vitest'
import type { z } from 'zod'
import type { FieldType } from '../../../core/shape.ts'
import { ownMachine } from '../../../server/connections/egress.ts'
import { HandClock } from '../../../server/testing/clock.ts'
import { sinkContext } from '../../../server/testing/contexts.ts'
import { freePort, Peer, PeerServer } from '../../../server/testing/sockets.ts'
import node from './node.ts'
import { SocketSink } from './runtime.ts'

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close()
})

const FIELDS = { text: 'string' } as const satisfies Record<string, FieldType>

async function opened(settings: z.input<typeof node.config>, egress = ownMachine) {
  const clock = new HandClock()
  const { context, heard } = sinkContext({ clock, fields: FIELDS, egress })
  const sink = new SocketSink(node.config.parse(settings), context)
  await sink.open()
  open.push({
    close: async () => {
      const closing = sink.close()
      clock.advance(1000)
      await closing
    },
  })
  let epoch = 0
  const publish = (text: string) => sink.publish(++epoch, { bytes: Buffer.from(text), ref: null, records: text.split('\n').length - 1 })
  return { clock, heard, sink, publish }
}

test('every client gets every record, behind the header where there is one', async () => {
  const port = await freePort()
  const { publish } = await opened({ port, format: 'csv' })
  const clients = [await Peer.connect(port), await Peer.connect(port)]
  for (const client of clients) await client.until('text\n')
  await publish('a\nb\n')
  for (const client of clients) {
    await client.until('b\n')
    expect(client.received).toBe('text\na\nb\n')
  }
})

test('whenNoClient: wait holds the epoch until somebody comes, without holding anybody else', async () => {
  const port = await freePort()
  const { publish } = await opened({ port, format: 'text' })
  let out = false
  const publishing = publish('a\n').then(() => {
    out = true
  })
  await new Promise((resolve) => setImmediate(resolve))
  expect(out).toBe(false)
  const client = await Peer.connect(port)
  await client.until('a\n')
  await publishing
})

test('an epoch that nobody got to its end is sent again to the next client', async () => {
  const port = await freePort()
  const { publish } = await opened({ port, format: 'text' })
  const large = `${'x'.repeat(1023)}\n`.repeat(16 * 1024)
  const first = await Peer.connect(port)
  first.socket.pause()
  const publishing = publish(large)
  await new Promise((resolve) => setImmediate(resolve))
  first.socket.resetAndDestroy()
  const second = await Peer.connect(port)
  await publishing
  await publish('end\n')
  await second.until('end\n')
  expect(second.received === `${large}end\n`).toBe(true)
})

test('whenNoClient: drop counts what nobody got', async () => {
  const port = await freePort()
  const { publish, heard } = await opened({ port, whenNoClient: 'drop' })
  await publish('a\nb\n')
  expect(heard.dropped).toEqual({ noClient: 2 })
})

test('mode connect: waits for the server, and sends again what a lost connection did not take', async () => {
  const port = await freePort()
  const { publish, clock } = await opened({ mode: 'connect', port, format: 'text' })
  const publishing = publish('a\n')
  while (clock.waiting === 0) await new Promise((resolve) => setImmediate(resolve))
  const server = new PeerServer()
  await server.listen(port)
  open.push(server)
  clock.advance(1000)
  const peer = await server.next()
  await publishing
  await peer.until('a\n')
})

test('mode connect: an address that must not be called fails the epoch', async () => {
  const { publish } = await opened({ mode: 'connect', port: await freePort() }, { ...ownMachine, loopback: false })
  await expect(publish('a\n')).rejects.toMatchObject({ code: 'ADDRESS_NOT_ALLOWED' })
})

test('closing lets go of an epoch that waits for a client', async () => {
  const { publish, sink } = await opened({ port: await freePort() })
  const publishing = publish('a\n')
  await sink.close()
  await expect(publishing).rejects.toMatchObject({ code: 'NO_CLIENT' })
})

test('mode connect: closing does not complain that the connection ended', async () => {
  const port = await freePort()
  const server = new PeerServer()
  await server.listen(port)
  open.push(server)
  const { publish, sink, heard, clock } = await opened({ mode: 'connect', port, format: 'text' })
  const peer = await server.next()
  await publish('a\n')
  await sink.close()
  await peer.gone()
  expect(peer.received).toBe('a\n')
  expect(heard.logs).toEqual([`info: connected to 127.0.0.1:${port}`])
  expect(clock.waiting).toBe(0)
})

test('closing lets clients read to the end', async () => {
  const port = await freePort()
  const { publish, sink } = await opened({ port, format: 'text' })
  const client = await Peer.connect(port)
  const large = `${'x'.repeat(1023)}\n`.repeat(2048)
  await publish(large)
  await sink.close()
  await client.gone()
  expect(client.received === large).toBe(true)
})

test('a port that is taken', async () => {
  const port = await freePort()
  await opened({ port })
  await expect(opened({ port })).rejects.toMatchObject({ code: 'ADDRESS_IN_USE' })
})
