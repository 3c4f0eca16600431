import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { Home } from '../home.ts'
import { ServedFace, TOKEN } from '../testing/served-face.ts'
import { captured } from '../testing/terminal.ts'
import { main } from './main.ts'

let served: ServedFace
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'millrace-remote-'))
beforeAll(async () => {
  served = await ServedFace.open()
})
afterAll(async () => {
  await served.close()
  vi.unstubAllEnvs()
  fs.rmSync(folder, { recursive: true })
})
beforeEach(() => {
  vi.stubEnv('MILLRACE_TOKEN', TOKEN)
  vi.stubEnv('MILLRACE_HOME', path.join(folder, 'none'))
})

const withInput = async (input: string, ...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> => {
  const terminal = captured({ input })
  const code = await main([...args, '--url', served.origin], terminal)
  return { code, stdout: terminal.stdout, stderr: terminal.stderr }
}
async function run(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const terminal = captured()
  const code = await main(args, terminal)
  return { code, stdout: terminal.stdout, stderr: terminal.stderr }
}
const remote = (...args: string[]) => run(...args, '--url', served.origin)

function write(name: string, text: string): string {
  const file = path.join(folder, name)
  fs.writeFileSync(file, text)
  return file
}
const ticks = (title: string): string => `millrace: 1
name: ticks
title: ${title}
nodes:
  in: { type: connect.generator, config: { rate: 10, text: tick, repeat: true } }
  out: { type: consign.discard }
wires:
  - in -> out
`

test('a pipeline is deployed, started, listed, changed, logged and stopped', async () => {
  expect(await remote('ls')).toMatchObject({ code: 0, stdout: expect.stringContaining('no pipelines yet') })
  const file = write('ticks.yaml', ticks('Ticks'))
  expect(await remote('deploy', file)).toMatchObject({ code: 0, stdout: 'ticks: version 1\n', stderr: '' })
  expect((await remote('ls')).stdout).toMatch(/ticks +idle +1 .*Ticks/)
  expect(await remote('start', 'ticks')).toMatchObject({ code: 0, stdout: 'ticks: started\n' })
  await expect.poll(async () => (await remote('ls')).stdout).toMatch(/ticks +running/)

  fs.writeFileSync(file, ticks('Tocks'))
  expect(await remote('deploy', file, '--start', '--note', 'renamed')).toMatchObject({ code: 0, stdout: 'ticks: version 2, running\n' })
  const [only] = JSON.parse((await remote('ls', '--json')).stdout)
  expect(only).toMatchObject({ name: 'ticks', title: 'Tocks', live: 2, changed: false })

  expect(await remote('stop', 'ticks')).toMatchObject({ code: 0, stdout: 'ticks: stopped\n' })
  expect((await remote('ls')).stdout).toMatch(/ticks +stopped +2/)
  const log = await remote('logs', 'ticks')
  expect(log.stdout).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d info +pipeline: starting version 1\n/)
  expect(log.stdout).toContain('goes on as version 2')
  expect((await remote('logs', 'ticks', '--lines', '1')).stdout.trim().split('\n')).toHaveLength(1)
})

test('a log is followed until the command is interrupted, or the server ends', async () => {
  const own = await ServedFace.open()
  vi.stubEnv('MILLRACE_TOKEN', TOKEN)
  const file = write('followed.yaml', ticks('Followed').replace('name: ticks', 'name: followed'))
  const at = (...args: string[]) => run(...args, '--url', own.origin)
  const following = () => {
    const terminal = captured()
    return { terminal, code: main(['logs', 'followed', '--follow', '--lines', '1', '--url', own.origin], terminal) }
  }
  let last: ReturnType<typeof following>
  try {
    expect(await at('logs', 'followed', '-f')).toMatchObject({ code: 1, stderr: expect.stringContaining('NO_PIPELINE') })
    await at('deploy', file, '--start')
    await expect.poll(async () => (await at('ls')).stdout).toMatch(/followed +running/)
    const [first, second] = [following(), following()]
    for (const { terminal } of [first, second]) await expect.poll(() => terminal.stdout).toMatch(/pipeline: running\n$/)
    await at('stop', 'followed')
    for (const { terminal } of [first, second])
      await expect.poll(() => terminal.stdout).toMatch(/^\S+ \S+ info +pipeline: running\n(.*draining\n)?.*pipeline: stopped\n$/)
    process.emit('SIGINT')
    expect(await first.code).toBe(130)
    expect(await second.code).toBe(130)
    last = following()
    await expect.poll(() => last.terminal.stdout).toContain('stopped')
  } finally {
    await own.close()
  }
  expect(await last.code).toBe(4)
  expect(last.terminal.stderr).toContain('has closed the connection')
})

test('secrets are set from standard input, listed without their values, and deleted once nothing deployed names them', async () => {
  expect(await remote('secrets', 'list')).toMatchObject({ code: 0, stdout: expect.stringContaining('no secrets yet') })
  expect(await withInput('the-value\n', 'secrets', 'set', 'TOKEN')).toEqual({ code: 0, stdout: 'TOKEN: set\n', stderr: '' })
  const store = served.composition.services.secrets
  expect(store.names()).toEqual(['TOKEN'])
  const hook = `millrace: 1
name: hook
nodes:
  in: { type: connect.http-webhook, config: { port: 8088, signIn: { kind: bearer, value: '\${secret.TOKEN}' } } }
  out: { type: consign.discard }
wires: [in -> out]
`
  expect(await remote('deploy', write('hook.yaml', hook))).toMatchObject({ code: 0, stderr: '' })
  const list = await remote('secrets', 'list')
  expect(list.stdout).toMatch(/name +set +used by\n +TOKEN +\d{4}-\d\d-\d\d \d\d:\d\d:\d\d +hook\n$/)
  expect(JSON.parse((await remote('secrets', 'list', '--json')).stdout)).toEqual(await store.list())
  expect(await remote('secrets', 'delete', 'TOKEN')).toMatchObject({ code: 1, stderr: expect.stringMatching(/hook.*SECRET_IN_USE/) })
  expect((await remote('deploy', write('hook.yaml', hook.replace('secret.TOKEN', 'secret.TOKEM')))).stderr).toMatch(
    /hook\.yaml:4:\d+: error UNKNOWN_SECRET.*\n +did you mean `TOKEN`/,
  )
  await remote('deploy', write('hook.yaml', hook.replace(/, signIn: .*?' }/, '')))
  expect(await remote('secrets', 'delete', 'TOKEN')).toEqual({ code: 0, stdout: 'TOKEN: deleted\n', stderr: '' })
  expect(await remote('secrets', 'delete', 'TOKEN')).toMatchObject({ code: 1, stderr: expect.stringContaining('NO_SECRET') })
  expect(await withInput('', 'secrets', 'set', 'TOKEN')).toMatchObject({ code: 1, stderr: expect.stringContaining('SECRET_LIMIT') })
})

test('a file with a mistake is not deployed: its issues, code 3', async () => {
  const broken = write('broken.yaml', ticks('x').replace('connect.generator', 'connect.generatr').replace('name: ticks', 'name: broken'))
  const { code, stderr } = await remote('deploy', broken)
  expect(code).toBe(3)
  expect(stderr).toMatch(/broken\.yaml:5:\d+: error UNKNOWN_NODE_TYPE/)
  expect(await remote('logs', 'broken')).toMatchObject({ code: 0, stdout: '' })
  expect((await remote('ls')).stdout).not.toContain('broken')
})

test('what the server refuses is told with its code, code 1', async () => {
  expect(await remote('start', 'none')).toMatchObject({ code: 1, stderr: expect.stringContaining('NO_PIPELINE') })
  vi.stubEnv('MILLRACE_TOKEN', 'another-token-of-nobody')
  expect(await remote('ls')).toMatchObject({ code: 1, stderr: expect.stringContaining('NOT_SIGNED_IN') })
})

test('without a server the code is 4', async () => {
  expect(await run('ls')).toMatchObject({
    code: 4,
    stderr: expect.stringMatching(/No server runs on .*none.*SERVER_UNREACHABLE.*\n.*npm start/),
  })
  expect(await run('ls', '--url', 'http://127.0.0.1:1')).toMatchObject({ code: 4, stderr: expect.stringContaining('does not answer') })
})

test('a wrong command line has code 2', async () => {
  vi.stubEnv('MILLRACE_TOKEN', '')
  expect(await remote('ls')).toMatchObject({ code: 2, stderr: expect.stringContaining('MILLRACE_TOKEN') })
  vi.stubEnv('MILLRACE_TOKEN', TOKEN)
  for (const args of [
    ['start'],
    ['stop', 'a', 'b'],
    ['logs'],
    ['logs', 'x', '--lines', '0'],
    ['deploy'],
    ['deploy', path.join(folder, 'no.yaml')],
    ['ls', '--url', 'here'],
    ['secrets'],
    ['secrets', 'set'],
    ['secrets', 'set', 'A', 'value'],
    ['secrets', 'set', '1A'],
    ['secrets', 'show', 'A'],
    ['secrets', 'list', 'A'],
  ])
    expect([args, (await run(...args)).code]).toEqual([args, 2])
})

test('the server on this machine is found by its home, and lets in', async () => {
  const dir = path.join(folder, 'home')
  const home = Home.take(dir)
  home.announce({ url: served.origin, token: TOKEN, pid: process.pid })
  vi.stubEnv('MILLRACE_HOME', dir)
  vi.stubEnv('MILLRACE_TOKEN', '')
  const { code, stdout } = await run('url')
  expect(code).toBe(0)
  expect(stdout).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/enter\?token=[\w-]{43}\n$/)
  const { pathname, search } = new URL(stdout.trim())
  expect(await served.send(pathname + search)).toMatchObject({ status: 303 })
  home.release()
  expect(await run('url')).toMatchObject({ code: 4 })
})
