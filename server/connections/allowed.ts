import { BlockList, isIP } from 'node:net'

/** What may be called beside the internet: a host by its name, or addresses by their first bits, at one port or (null) at each. Plain data, as it goes to processes of runs. */
export type Allowed = { readonly port: number | null } & (
  | { readonly name: string; readonly range?: undefined }
  | { readonly range: readonly [address: string, bits: number]; readonly name?: undefined }
)

/** Reads `host:port` entries between commas or spaces: a name, an address or a CIDR range (IPv6 in brackets), and a port or `*`. Throws Error with the entry that is none. */
export function readAllowed(text: string): Allowed[] {
  return text
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .map(readEntry)
}

function readEntry(entry: string): Allowed {
  const wrong = new Error(`${entry} is no host:port, such as db.example.org:5432, 10.0.0.0/8:9092 or [::1]:*`)
  const [, bracketed, plain, portText] = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\*|\d{1,5})$/.exec(entry) ?? []
  const host = bracketed ?? plain
  const port = portText === '*' ? null : Number(portText)
  if (host === undefined || (port !== null && (port < 1 || port > 65_535))) throw wrong
  const [address, bitsText, ...rest] = host.split('/')
  const family = isIP(address)
  if (family === 0 || (family === 6) !== (bracketed !== undefined)) {
    if (bracketed !== undefined || !/^[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?$/i.test(host) || /^[\d.]+$/.test(host)) throw wrong
    return { name: nameOf(host), port }
  }
  const most = family === 4 ? 32 : 128
  const bits = bitsText === undefined ? most : Number(bitsText)
  if (rest.length > 0 || !/^\d{1,3}$/.test(bitsText ?? '0') || bits > most) throw wrong
  return { range: [address, bits], port }
}

/** Whether an entry names this host, or this address to which it led, at this port. */
export function isAllowed(list: readonly Allowed[], host: string, address: string, port: number): boolean {
  return list.some(
    (entry) => (entry.port === null || entry.port === port) && (nameOf(host) === entry.name || isWithin(address, entry.range)),
  )
}

function isWithin(address: string, range: Allowed['range']): boolean {
  if (range === undefined || isIP(address) === 0) return false
  const familyOf = (text: string): 'ipv4' | 'ipv6' => (isIP(text) === 4 ? 'ipv4' : 'ipv6')
  const list = new BlockList()
  list.addSubnet(range[0], range[1], familyOf(range[0]))
  return list.check(address, familyOf(address))
}

const nameOf = (host: string): string => host.toLowerCase().replace(/\.$/, '')
