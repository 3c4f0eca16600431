import { BlockList, isIP } from 'node:net'

/** Where an IP address leads: `refused` = nobody is called there, wherever Millrace listens. */
export type AddressKind = 'public' | 'private' | 'loopback' | 'refused'

/** Link-local and the addresses at which clouds tell machines their secrets; and what is no single other machine of the internet (RFC 6890). */
const refused = listOf(
  '169.254.0.0/16', // link-local; metadata of most clouds
  '100.100.100.200/32', // metadata: Alibaba
  '168.63.129.16/32', // metadata: Azure
  '192.0.0.0/24', // protocol assignments; metadata: Oracle
  'fd00:ec2::/32', // metadata: Amazon
  'fd20:ce::/32', // metadata: Google
  '0.0.0.0/8', // this network, which Linux takes for loopback
  '192.0.2.0/24', // documentation
  '198.51.100.0/24',
  '203.0.113.0/24',
  '2001:db8::/32',
  '3fff::/20',
  '192.88.99.0/24', // 6to4 relays
  '2002::/16', // 6to4, with another address inside
  '2001::/23', // Teredo, ORCHID, benchmarks
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved, broadcast
)
const loopback = listOf('127.0.0.0/8', '::1/128')
const priv = listOf('10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '198.18.0.0/15', 'fc00::/7')
/** All of IPv4 (also written as IPv6), and what is assigned of IPv6: link-local, multicast, NAT64 and whatever may come are not. */
const world = listOf('0.0.0.0/0', '2000::/3')

/** Judges an IP address as sockets write it, IPv4 inside IPv6 included. What is no address is refused. */
export function addressKind(address: string): AddressKind {
  const plain = address.replace(/%.*$/, '')
  const family = isIP(plain) === 4 ? 'ipv4' : 'ipv6'
  if (isIP(plain) === 0 || refused.check(plain, family)) return 'refused'
  if (loopback.check(plain, family)) return 'loopback'
  if (priv.check(plain, family)) return 'private'
  return world.check(plain, family) ? 'public' : 'refused'
}

function listOf(...ranges: readonly string[]): BlockList {
  const list = new BlockList()
  for (const range of ranges) {
    const [address, bits] = range.split('/')
    list.addSubnet(address, Number(bits), isIP(address) === 4 ? 'ipv4' : 'ipv6')
  }
  return list
}
