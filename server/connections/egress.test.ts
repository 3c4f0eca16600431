import type dns from 'node:dns'
import http from 'node:http'
import net, { type AddressInfo } from 'node:net'
import os from 'node:os'
import { afterEach, describe, expect, test } from 'vitest'
import { freePort } from '../testing/sockets.ts'
import { addressKind } from './address.ts'
import { readAllowed } from './allowed.ts'
import { checkedUrl, connect, type EgressPolicy, guardSocket, send } from './egress.ts'

const OWN = 3000
const policy = (more: Partial<EgressPolicy> = {}): EgressPolicy => ({ loopback: true, allowed: [], port: () => OWN, ...more })
const call = (url: string, rules: EgressPolicy = policy(), body = '') =>
  send({ method: 'POST', url, headers: { 'content-type': 'application/json' }, body, signal: new AbortController().signal }, rules)
const refused = { code: 'ADDRESS_NOT_ALLOWED' }
/** A resolver that knows one name. */
const resolver = (...addresses: string[]) =>
  ((_name: string, _options: object, answer: (error: null, found: { address: string; family: number }[]) => void) =>
    answer(
      null,
      addresses.map((address) => ({ address, family: net.isIP(address) })),
    )) as unknown as typeof dns.lookup

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})
async function serve(answer: http.RequestListener, seen: { requests: number } = { requests: 0 }): Promise<number> {
  const server = http.createServer((request, response) => {
    seen.requests++
    answer(request, response)
  })
  closing.push(() => server.close().closeAllConnections())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

describe('who is called', () => {
  const never = [
    // link-local and metadata, in the many ways a URL may write them
    '169.254.169.254',
    '169.254.0.1',
    '169.254.255.255',
    '2852039166',
    '0xa9fea9fe',
    '0xA9.0xFE.0xA9.0xFE',
    '0xa9.254.169.254',
    '0251.0376.0251.0376',
    '025177524776',
    '169.254.43518',
    '169.16689662',
    '169.254.169.254.',
    '%31%36%39.254.169.254',
    '１６９.２５４.１６９.２５４',
    '169。254。169。254',
    '①⑥⑨.254.169.254',
    '[::ffff:169.254.169.254]',
    '[::ffff:a9fe:a9fe]',
    '[0:0:0:0:0:ffff:a9fe:a9fe]',
    '[0000:0000:0000:0000:0000:FFFF:169.254.169.254]',
    '[::169.254.169.254]',
    '[::a9fe:a9fe]',
    '[64:ff9b::a9fe:a9fe]',
    '[64:ff9b::169.254.169.254]',
    '[64:ff9b:1::a9fe:a9fe]',
    '[2002:a9fe:a9fe::]',
    '[2001:0:a9fe:a9fe::1]',
    '[::ffff:0:a9fe:a9fe]',
    '[fe80::1]',
    '[fe80::a9fe:a9fe]',
    '[febf::1]',
    '[fec0::1]',
    '[fd00:ec2::254]',
    '[fd00:0ec2:0:0:0:0:0:254]',
    '[fd20:ce::254]',
    '100.100.100.200',
    '0x64.0x64.0x64.0xc8',
    '[::ffff:100.100.100.200]',
    '168.63.129.16',
    '192.0.0.192',
    // what is no other machine
    '0.0.0.0',
    '0',
    '0x0',
    '0.1.2.3',
    '[::]',
    '[0:0:0:0:0:0:0:0]',
    '[::ffff:0.0.0.0]',
    '224.0.0.1',
    '239.255.255.250',
    '255.255.255.255',
    '4294967295',
    '240.0.0.1',
    '[ff02::1]',
    '[ff0e::1]',
    '192.0.2.1',
    '198.51.100.7',
    '203.0.113.9',
    '[2001:db8::1]',
    '[100::1]',
    '[4000::1]',
    // this machine under an address that translates
    '[64:ff9b::7f00:1]',
    '[::7f00:1]',
    '[::127.0.0.1]',
    '[2002:7f00:1::]',
    '[2002:c0a8:1::1]',
  ]
  const onlyFromLoopback = [
    '127.0.0.1',
    '127.1',
    '127.255.255.254',
    '2130706433',
    '0x7f000001',
    '0x7f.1',
    '017700000001',
    '0177.0.0.1',
    '１２７.0.0.1',
    '%31%32%37.0.0.1',
    '[::1]',
    '[0:0:0:0:0:0:0:1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '10.0.0.1',
    '10.255.255.255',
    '167772161',
    '012.0.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '0xc0a80101',
    '192.168.257',
    '[::ffff:192.168.1.1]',
    '[::ffff:a00:1]',
    '100.64.0.1',
    '198.18.0.1',
    '[fc00::1]',
    '[fd12:3456:789a::1]',
  ]
  const always = [
    '1.1.1.1',
    '8.8.8.8',
    '172.15.255.255',
    '172.32.0.1',
    '100.63.255.255',
    '100.128.0.1',
    '[2606:4700:4700::1111]',
    '[::ffff:8.8.8.8]',
  ]

  test.each(never)('nobody at %s', (host) => {
    expect(() => checkedUrl(`http://${host}/latest/meta-data`, policy())).toThrow(expect.objectContaining(refused))
    expect(() => checkedUrl(`https://${host}:8443/`, policy({ loopback: false }))).toThrow(expect.objectContaining(refused))
  })
  test.each(onlyFromLoopback)('%s only while Millrace is bound to loopback', (host) => {
    expect(checkedUrl(`http://${host}:8125/`, policy()).port).toBe('8125')
    expect(() => checkedUrl(`http://${host}:8125/`, policy({ loopback: false }))).toThrow(expect.objectContaining(refused))
  })
  test.each(always)('%s', (host) => {
    expect(checkedUrl(`https://${host}/`, policy({ loopback: false })).protocol).toBe('https:')
  })
  test.each(['127.0.0.1', '127.9.9.9', '2130706433', '[::1]', '[::ffff:127.0.0.1]'])('never Millrace itself at %s', (host) => {
    expect(() => checkedUrl(`http://${host}:${OWN}/api/v1/pipelines`, policy())).toThrow(/it is Millrace itself/)
    expect(() => checkedUrl(`http://${host}/`, policy({ port: () => 80 }))).toThrow(/it is Millrace itself/)
    expect(() => checkedUrl(`https://${host}/`, policy({ port: () => 443 }))).toThrow(/it is Millrace itself/)
  })
  test('never Millrace itself by another address of this machine', () => {
    const own = Object.values(os.networkInterfaces()).flatMap((all) => all ?? [])
    expect(own).not.toEqual([])
    for (const { address, family } of own.filter(({ address }) => addressKind(address) !== 'refused')) {
      const host = family === 'IPv6' ? `[${address}]` : address
      expect(() => checkedUrl(`http://${host}:${OWN}/`, policy())).toThrow(/it is Millrace itself/)
    }
  })
  test.each([
    'ftp://example.org/',
    'file:///etc/passwd',
    'gopher://127.0.0.1:70/',
    'data:text/plain,x',
    'javascript:0',
    'example.org',
    '',
    '//x',
    'http://',
  ])('no address of the web: %j', (text) => {
    expect(() => checkedUrl(text, policy())).toThrow(/no http or https address/)
  })
  test('no password in an address, and none of it in the message', () => {
    expect(() => checkedUrl('https://li:secret@example.org/', policy())).toThrow(/^example\.org is not called: it holds a user name/)
  })
  test.each(['', 'example.org', '1.2.3', '1.2.3.4.5', '::g', '12345::'])('what is no address leads nowhere: %j', (text) => {
    expect(addressKind(text)).toBe('refused')
  })
})

describe('when it is resolved', () => {
  test.each([['169.254.169.254'], ['93.184.216.34', '169.254.169.254'], ['::ffff:169.254.169.254'], ['fe80::1'], ['0.0.0.0']])(
    'a name that leads to %j',
    async (...addresses) => {
      await expect(call('http://harmless.example/', policy({ lookup: resolver(...addresses) }))).rejects.toMatchObject(refused)
    },
  )
  test('a name that leads nowhere', async () => {
    const lookup = ((_name: string, _options: object, answer: (error: Error) => void) =>
      answer(Object.assign(new Error('unknown'), { code: 'ENOTFOUND' }))) as unknown as typeof dns.lookup
    await expect(call('http://nowhere.example/', policy({ lookup }))).rejects.toMatchObject({ code: 'ENOTFOUND' })
  })
  test('a name that leads to this machine, and to Millrace itself', async () => {
    const seen = { requests: 0 }
    const port = await serve((_, response) => response.end(), seen)
    const rules = policy({ lookup: resolver('127.0.0.1') })
    expect(await call(`http://harmless.example:${port}/`, rules)).toEqual({ status: 200, retryAfter: null })
    await expect(call(`http://harmless.example:${port}/`, { ...rules, loopback: false })).rejects.toMatchObject(refused)
    await expect(call(`http://harmless.example:${port}/`, { ...rules, port: () => port })).rejects.toMatchObject(refused)
    await expect(call(`http://localhost:${port}/`, policy({ port: () => port }))).rejects.toMatchObject(refused)
    expect(seen.requests).toBe(1)
  })
  test('a connection to a forbidden address ends before the first byte', async () => {
    let received = 0
    const ended = Promise.withResolvers<void>()
    const server = net.createServer((peer) => {
      peer.on('data', (bytes) => {
        received += bytes.length
      })
      peer.on('error', () => {}).on('close', () => ended.resolve())
    })
    closing.push(() => server.close())
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const socket = net.connect(port, '127.0.0.1')
    socket.write('GET / HTTP/1.1\r\n')
    guardSocket(socket, '127.0.0.1', policy({ port: () => port }))
    await expect(new Promise((_, reject) => socket.on('error', reject))).rejects.toMatchObject(refused)
    await ended.promise
    expect(received).toBe(0)
  })
})

describe('while other machines can reach Millrace', () => {
  const listed = (text: string, more: Partial<EgressPolicy> = {}) => policy({ loopback: false, allowed: readAllowed(text), ...more })

  test('of its own network only what is listed is called, at the port that is listed', () => {
    const rules = listed('127.0.0.1:8125, 10.0.0.0/8:9092 [fd00::/8]:* 192.168.1.7:*')
    for (const url of ['http://127.0.0.1:8125/', 'http://10.1.2.3:9092/', 'http://[fd12::1]:1/', 'http://192.168.1.7/', 'https://8.8.8.8/'])
      expect(checkedUrl(url, rules).href).toBe(url)
    for (const url of ['http://127.0.0.1:8126/', 'http://127.0.0.2:8125/', 'http://10.1.2.3/', 'http://192.168.1.8/'])
      expect(() => checkedUrl(url, rules)).toThrow(expect.objectContaining(refused))
    expect(() => checkedUrl('http://10.1.2.3/', rules)).toThrow(expect.objectContaining({ hint: expect.stringContaining('10.1.2.3:80') }))
  })
  test('nothing makes link-local addresses or Millrace itself callable', () => {
    const rules = listed('0.0.0.0/0:* [::/0]:* metadata.internal:*')
    for (const host of ['169.254.169.254', '[fe80::1]', `127.0.0.1:${OWN}`, `[::1]:${OWN}`])
      expect(() => checkedUrl(`http://${host}/`, rules)).toThrow(expect.objectContaining(refused))
  })
  test('a listed name may lead into its own network, another name to the same place may not', async () => {
    const port = await serve((_, response) => response.end())
    const rules = listed(`Hook.Internal:${port}`, { lookup: resolver('127.0.0.1') })
    expect((await call(`http://hook.internal:${port}/`, rules)).status).toBe(200)
    await expect(call(`http://other.internal:${port}/`, rules)).rejects.toMatchObject(refused)
    await expect(call(`http://hook.internal:${port}/`, { ...rules, lookup: resolver('169.254.169.254') })).rejects.toMatchObject(refused)
  })
})

describe('TCP', () => {
  const outcome = async (host: string, port: number, rules: EgressPolicy): Promise<string> => {
    const socket = connect(host, port, rules)
    closing.push(() => socket.destroy())
    return new Promise((resolve) => {
      socket.on('connect', () => resolve(socket.destroyed ? 'destroyed' : 'connected'))
      socket.on('error', (error) => resolve((error as NodeJS.ErrnoException).code ?? error.message))
    })
  }
  test.each(['127.0.0.1', '::ffff:127.0.0.1', 'localhost', 'harmless.example'])('to %s as the policy says', async (host) => {
    const port = await serve(() => {})
    const lookup = resolver('127.0.0.1')
    expect(await outcome(host, port, policy({ lookup }))).toBe('connected')
    expect(await outcome(host, port, policy({ lookup, loopback: false }))).toBe('ADDRESS_NOT_ALLOWED')
    expect(await outcome(host, port, policy({ lookup, port: () => port }))).toBe('ADDRESS_NOT_ALLOWED')
    const allowed = readAllowed(`127.0.0.1:${port}`)
    expect(await outcome(host, port, policy({ lookup, loopback: false, allowed }))).toBe('connected')
  })
  test('never to link-local addresses, by whatever name', async () => {
    expect(await outcome('169.254.169.254', 80, policy())).toBe('ADDRESS_NOT_ALLOWED')
    expect(await outcome('harmless.example', 80, policy({ lookup: resolver('169.254.169.254') }))).toBe('ADDRESS_NOT_ALLOWED')
  })
})

describe('what is sent and what comes back', () => {
  test('method, headers and body; status and Retry-After, whatever the body', async () => {
    const got: unknown[] = []
    const port = await serve((request, response) => {
      let body = ''
      request.setEncoding('utf8').on('data', (text: string) => {
        body += text
      })
      request.on('end', () => {
        got.push([request.method, request.url, request.headers['content-type'], body])
        response.writeHead(503, { 'retry-after': '120' })
        response.write('x'.repeat(1000)) // and never an end
      })
    })
    expect(await call(`http://127.0.0.1:${port}/hook?a=1`, policy(), '{"a":"ü"}')).toEqual({ status: 503, retryAfter: '120' })
    expect(got).toEqual([['POST', '/hook?a=1', 'application/json', '{"a":"ü"}']])
  })
  test('a redirect is not followed', async () => {
    const seen = { requests: 0 }
    const elsewhere = await serve((_, response) => response.end(), seen)
    const port = await serve((_, response) => response.writeHead(302, { location: `http://127.0.0.1:${elsewhere}/` }).end())
    expect(await call(`http://127.0.0.1:${port}/`)).toMatchObject({ status: 302 })
    expect(seen.requests).toBe(0)
  })
  test('nobody listens; a caller that gives up', async () => {
    await expect(call(`http://127.0.0.1:${await freePort()}/`)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    const asked = Promise.withResolvers<void>()
    const port = await serve(() => asked.resolve())
    const giveUp = new AbortController()
    const answer = send({ method: 'GET', url: `http://127.0.0.1:${port}/`, headers: {}, body: '', signal: giveUp.signal }, policy())
    await asked.promise
    giveUp.abort()
    await expect(answer).rejects.toMatchObject({ name: 'AbortError' })
  })
})
