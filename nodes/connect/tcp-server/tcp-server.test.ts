import { afterEach, expect, test } from 'vitest'
import type { z } from 'zod'
import { HandClock } from '../../../server/testing/clock.ts'
import { sourceContext } from '../../../server/testing/contexts.ts'
import { freePort, Peer } from '../../../server/testing/sockets.ts'
import node from './node.ts'
import { TcpServerSource } from './runtime.ts'

const LIMIT = { records: 65_536, bytes: 1 << 20 }
const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

async function listening(settings: Omit<z.input<typeof node.config>, 'port'> = {}, framing: 'lines' | 'csv' = 'lines') {
  const port = await freePort()
  const { context, heard } = sourceContext({ clock: new HandClock(), framing })
  const source = new TcpServerSource(node.config.parse({ ...settings, port }), context)
  await source.open()
  open.push(source)
  let last = 0
  /** Waits for the next chunk. */
  const next = async () => {
    for (;;) {
      const woken = heard.woken()
      const chunk = await source.read(LIMIT)
      if (chunk === 'idle') await woken
      else {
        last = chunk.position
        return `${chunk.bytes}`
      }
    }
  }
  /** Reads until so many bytes came. */
  const bytes = async (length: number) => {
    let all = ''
    while (all.length < length) all += await next()
    return all
  }
  return { port, source, heard, next, bytes, commit: () => source.committed(last) }
}

test('records are whole, wherever the pieces are cut', async () => {
  const text = 'one\n\ntwo three\nfo\u00fcr\n'
  const bytes = Buffer.from(text)
  for (let cut = 1; cut < bytes.length; cut++) {
    const { port, source, next, heard } = await listening()
    const peer = await Peer.connect(port)
    peer.socket.setNoDelay(true)
    const first = heard.woken()
    await peer.send(bytes.subarray(0, cut))
    await first
    const early = await source.read(LIMIT)
    let all = early === 'idle' ? '' : `${early.bytes}`
    expect(all === '' || all.endsWith('\n')).toBe(true)
    await peer.send(bytes.subarray(cut))
    while (all.length < text.length) all += await next()
    expect(all).toBe(text)
    peer.socket.destroy()
    await source.close()
  }
})

test('csv records may hold line breaks', async () => {
  const { port, source, heard, next } = await listening({}, 'csv')
  const peer = await Peer.connect(port)
  const woken = heard.woken()
  await peer.send('a,"x\n')
  await woken
  expect(await source.read(LIMIT)).toBe('idle')
  await peer.send('y"\n')
  expect(await next()).toBe('a,"x\ny"\n')
})

test('several senders, each in order', async () => {
  const { port, bytes } = await listening()
  const peers = await Promise.all([0, 1, 2].map(() => Peer.connect(port)))
  await Promise.all(
    peers.map((peer, p) => peer.send(Array.from({ length: 2000 }, (_, i) => `${p} ${String(i).padStart(4, '0')}\n`).join(''))),
  )
  const lines = (await bytes(3 * 2000 * 7)).split('\n').slice(0, -1)
  for (const p of [0, 1, 2]) {
    const own = lines.filter((line) => line.startsWith(`${p} `))
    expect(own).toHaveLength(2000)
    expect(own).toEqual(own.toSorted())
  }
})

test('the last line of a sender that hangs up counts, that of a broken connection does not', async () => {
  const { port, source, heard, next } = await listening()
  const orderly = await Peer.connect(port)
  orderly.socket.end('done\nlast')
  expect((await next()) + (await next())).toBe('done\nlast\n')
  expect(await source.read(LIMIT)).toBe('idle')
  await orderly.gone()
  const broken = await Peer.connect(port)
  await broken.send('done\nhal')
  expect(await next()).toBe('done\n')
  broken.socket.resetAndDestroy()
  while (heard.dropped.unfinished === undefined) {
    const woken = heard.woken()
    expect(await source.read(LIMIT)).toBe('idle')
    if (heard.dropped.unfinished === undefined) await woken
  }
  expect(heard.dropped).toEqual({ unfinished: 1 })
})

test('a record that is too long is skipped and counted, and its sender goes on', async () => {
  const { port, heard, bytes } = await listening({ maxFrame: 1000 })
  const peer = await Peer.connect(port)
  await peer.send(`a\n${'x'.repeat(5000)}\nb\n`)
  expect(await bytes(4)).toBe('a\nb\n')
  expect(heard.dropped).toEqual({ tooLarge: 1 })
})

test('a sender that is too fast is held back, and loses nothing', async () => {
  const { port, heard, next } = await listening()
  const peer = await Peer.connect(port)
  const line = `${'x'.repeat(1023)}\n`
  const megabytes = 64
  let sent = 0
  const sending = (async () => {
    for (let i = 0; i < megabytes; i++) {
      await peer.send(line.repeat(1024))
      sent++
    }
  })()
  // nobody reads: the sender gets stuck behind what waits here and in the operating system
  let before = -1
  while (sent !== before || sent === 0) {
    before = sent
    await heard.until(({ wakes }) => wakes > 0)
    for (let i = 0; i < 50; i++) await new Promise((resolve) => setImmediate(resolve))
  }
  expect(sent).toBeLessThan(megabytes)
  let got = 0
  while (got < megabytes * 1024 * 1024) got += (await next()).length
  await sending
  expect(got).toBe(megabytes * 1024 * 1024)
})

test('reply ok: one OK per record, once it is safe, also to who has ended its half', async () => {
  const { port, source, next, commit } = await listening({ reply: 'ok' })
  const peer = await Peer.connect(port, { allowHalfOpen: true })
  await peer.send('a\nb\n')
  expect(await next()).toBe('a\nb\n')
  peer.socket.end('c')
  expect(await next()).toBe('c\n')
  expect(await source.read(LIMIT)).toBe('idle')
  expect(peer.received).toBe('')
  await commit()
  await peer.gone()
  expect(peer.received).toBe('OK\nOK\nOK\n')
})

test('replies name what was committed only', async () => {
  const { port, source, next } = await listening({ reply: 'ok' })
  const [first, second] = [await Peer.connect(port), await Peer.connect(port)]
  await first.send('a\n')
  await next()
  await second.send('b\n')
  await next()
  await source.committed(1)
  await first.until('OK\n')
  expect(second.received).toBe('')
  await source.committed(2)
  await second.until('OK\n')
  expect(first.received).toBe('OK\n')
})

test('connections beyond the limit are closed and counted', async () => {
  const { port, heard, next } = await listening({ maxConnections: 1 })
  const first = await Peer.connect(port)
  await first.send('a\n')
  expect(await next()).toBe('a\n')
  const second = await Peer.connect(port)
  await second.gone()
  expect(heard.dropped).toEqual({ connections: 1 })
  first.socket.destroy()
})

test('a port that is taken, and an address of another machine', async () => {
  const { port } = await listening()
  const { context } = sourceContext({ clock: new HandClock() })
  const again = (bind: string) => new TcpServerSource(node.config.parse({ bind, port }), context).open()
  await expect(again('127.0.0.1')).rejects.toMatchObject({ code: 'ADDRESS_IN_USE', message: expect.stringContaining(`${port}`) })
  await expect(again('192.0.2.1')).rejects.toMatchObject({ code: 'CANNOT_LISTEN', hint: expect.stringContaining('127.0.0.1') })
})
