import fs from 'node:fs'
import os from 'node:os'

/** What grows from one look at the machine to the next. Times in milliseconds, sums in bytes; null where the platform says nothing. */
export type Counters = {
  readonly at: number
  readonly busy: number
  readonly total: number
  readonly network: { readonly received: number; readonly sent: number } | null
}

type Figures = Readonly<Record<string, number | null>>

export function countersNow(at: number): Counters {
  let busy = 0
  let idle = 0
  for (const { times } of os.cpus()) {
    idle += times.idle
    busy += times.user + times.nice + times.sys + times.irq
  }
  const text = read('/proc/net/dev')
  return { at, busy, total: busy + idle, network: text === null ? null : networkOf(text) }
}

/** Shares and rates of the time between two looks. */
export function ratesBetween(before: Counters, after: Counters): Figures {
  const seconds = (after.at - before.at) / 1000
  const rate = (name: 'received' | 'sent'): number | null =>
    before.network === null || after.network === null || seconds <= 0
      ? null
      : Math.max(0, round((after.network[name] - before.network[name]) / seconds)) // a counter that began anew has no rate
  return { cpu: percent(after.busy - before.busy, after.total - before.total), net_rx: rate('received'), net_tx: rate('sent') }
}

/** What holds at this moment. */
export function levelsNow(): Figures {
  const text = read('/proc/meminfo')
  const total = os.totalmem()
  const used = total - ((text === null ? null : availableOf(text)) ?? os.freemem())
  return {
    load1: process.platform === 'win32' ? null : round(os.loadavg()[0]),
    memory_used: used,
    memory_total: total,
    memory_percent: percent(used, total),
  }
}

/** Of the disk that holds a folder. Rejects where there is none. */
export async function diskNow(folder: string): Promise<Figures> {
  const { bsize, blocks, bfree, bavail } = await fs.promises.statfs(folder)
  const used = blocks - bfree
  // as `df` counts: what only root may fill is neither free nor used
  return { disk_used: used * bsize, disk_total: blocks * bsize, disk_percent: percent(used, used + bavail) }
}

/** Bytes that can be given to programs, from the text of /proc/meminfo. */
export function availableOf(text: string): number | null {
  const found = /^MemAvailable:\s+(\d+) kB$/m.exec(text)
  return found === null ? null : Number(found[1]) * 1024
}

/** Bytes received and sent by all interfaces but the loopback, from the text of /proc/net/dev. */
export function networkOf(text: string): { received: number; sent: number } {
  let received = 0
  let sent = 0
  for (const [, name, figures] of text.matchAll(/^\s*([^\s:]+):\s*(.*)$/gm)) {
    if (name === 'lo') continue
    const columns = figures.trim().split(/\s+/).map(Number)
    received += columns[0]
    sent += columns[8]
  }
  return { received, sent }
}

const round = (x: number): number => Math.round(x * 100) / 100
const percent = (part: number, whole: number): number | null =>
  whole <= 0 ? null : round(Math.min(100, Math.max(0, (100 * part) / whole)))

function read(file: string): string | null {
  try {
    return fs.readFileSync(file, 'utf8')
  } catch {
    return null // there is no /proc on this platform
  }
}
