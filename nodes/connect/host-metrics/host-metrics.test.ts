import os from 'node:os'
import { expect, test } from 'vitest'
import type { z } from 'zod'
import { HandClock } from '../../../server/testing/clock.ts'
import { sourceContext } from '../../../server/testing/contexts.ts'
import { availableOf, networkOf, ratesBetween } from './measure.ts'
import node from './node.ts'
import { HostMetricsSource } from './runtime.ts'

async function opened(settings: z.input<typeof node.config>, now = 1_700_000_000_250) {
  const clock = new HandClock(now)
  const { context, heard } = sourceContext({ clock })
  const source = new HostMetricsSource(node.config.parse(settings), context)
  await source.open()
  const next = async () => {
    const chunk = await source.read()
    return chunk === 'idle' ? null : JSON.parse(`${chunk.bytes}`)
  }
  return { clock, heard, source, next }
}

test('one record on each full second, with what the machine says', async () => {
  const { clock, heard, next } = await opened({})
  expect(await next()).toBeNull()
  clock.advance(749)
  expect(heard.wakes).toBe(0)
  clock.advance(1)
  expect(heard.wakes).toBe(1)
  const record = await next()
  expect(record).toMatchObject({ ts: 1_700_000_001_000, host: os.hostname(), memory_total: os.totalmem() })
  for (const percent of ['memory_percent', 'disk_percent']) {
    expect(record[percent]).toBeGreaterThan(0)
    expect(record[percent]).toBeLessThanOrEqual(100)
  }
  expect(record.memory_used).toBeLessThan(record.memory_total)
  expect(record.disk_used).toBeLessThanOrEqual(record.disk_total)
  expect(record.load1).toBeGreaterThanOrEqual(0)
  expect(await next()).toBeNull()
})

test('ticks that nobody read are not made up for', async () => {
  const { clock, next } = await opened({ every: '2s' })
  clock.advance(7000)
  expect(await next()).toMatchObject({ ts: 1_700_000_006_000 })
  expect(await next()).toBeNull()
  clock.advance(1000)
  expect(await next()).toMatchObject({ ts: 1_700_000_008_000 })
})

test('a disk that is not there is NULL, and said once; a closed source ticks no more', async () => {
  const { clock, heard, source, next } = await opened({ diskPath: '/no/such/folder' })
  for (let i = 0; i < 3; i++) {
    clock.advance(1000)
    expect(await next()).not.toHaveProperty('disk_used')
  }
  expect(heard.logs).toEqual([expect.stringContaining('/no/such/folder')])
  await source.close()
  expect(clock.waiting).toBe(0)
})

test('shares and rates are those of the time between two looks', () => {
  const before = { at: 1000, busy: 500, total: 1000, network: { received: 1000, sent: 50 } }
  expect(ratesBetween(before, { at: 3000, busy: 800, total: 1400, network: { received: 4000, sent: 0 } })).toEqual({
    cpu: 75,
    net_rx: 1500,
    net_tx: 0,
  })
  expect(ratesBetween(before, { ...before, network: null })).toEqual({ cpu: null, net_rx: null, net_tx: null })
})

test('the texts of /proc are read', () => {
  expect(availableOf('MemTotal:        8000 kB\nMemFree:          100 kB\nMemAvailable:    5000 kB\n')).toBe(5_120_000)
  expect(availableOf('MemTotal: 8000 kB\n')).toBeNull()
  const dev = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo: 999999     100    0    0    0     0          0         0 999999     100    0    0    0     0       0          0
  eth0:1000       10    0    0    0     0          0         0     2000      20    0    0    0     0       0          0
 wlan0: 30        1    0    0    0     0          0         0        4       1    0    0    0     0       0          0
`
  expect(networkOf(dev)).toEqual({ received: 1030, sent: 2004 })
})
