import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { AppError } from '../../core/error.ts'
import { diskFiles } from '../engines/embedded/files.ts'
import { FaultFiles } from '../testing/fault-files.ts'
import { SecretStore, type SecretStoreOptions } from './secret-store.ts'

let home: string
beforeEach(() => {
  home = fs.mkdtempSync(path.join(os.tmpdir(), 'millrace-secrets-'))
})
afterEach(() => fs.rmSync(home, { recursive: true }))

const open = (more: Partial<SecretStoreOptions> = {}) => new SecretStore({ home, key: null, clock: { now: () => 7 }, ...more })
const file = (name: string): string => path.join(home, name)
const secretsFile = (): { secrets: Record<string, Record<string, string>> } => JSON.parse(fs.readFileSync(file('secrets.json'), 'utf8'))
const refusal = (act: () => unknown): AppError => {
  try {
    act()
  } catch (error) {
    return error as AppError
  }
  throw new Error('nothing was refused')
}

test('what is set comes back after a restart, and stands nowhere readable', () => {
  const values = { A: 'first value', b_2: ' \n "quoted" \u{1f511}\0', [`_${'x'.repeat(63)}`]: 'x'.repeat(64 * 1024) }
  const store = open()
  for (const [name, value] of Object.entries(values)) store.set(name, value)
  store.set('A', 'second value')
  const again = open()
  expect(again.values(Object.keys(values), 'hook')).toEqual({ ...values, A: 'second value' })
  expect(again.list()).toEqual(['A', `_${'x'.repeat(63)}`, 'b_2'].map((name) => ({ name, setAt: 7, readable: true })))
  expect(fs.readdirSync(home).sort()).toEqual(['secrets.json', 'secrets.key'])
  for (const name of fs.readdirSync(home)) {
    expect(fs.statSync(file(name)).mode & 0o777).toBe(0o600)
    expect(fs.readFileSync(file(name), 'utf8')).not.toMatch(/first|second|quoted/)
  }
  again.delete('A')
  expect(refusal(() => open().values(['A'], 'hook'))).toMatchObject({ code: 'NO_SECRET', message: expect.stringContaining('`hook`') })
})

test('the same value is never encrypted the same twice', () => {
  const store = open()
  store.set('A', 'value')
  store.set('B', 'value')
  const { A, B } = secretsFile().secrets
  expect([A.nonce, A.value, A.tag].some((part) => [B.nonce, B.value, B.tag].includes(part))).toBe(false)
})

test('a key from the environment makes no file', () => {
  const key = Buffer.alloc(32, 1)
  open({ key }).set('A', 'value')
  expect(fs.readdirSync(home)).toEqual(['secrets.json'])
  expect(open({ key }).values(['A'], 'hook')).toEqual({ A: 'value' })
})

test('with another key or none single secrets cannot be read; setting them again mends it', () => {
  open().set('A', 'value')
  const key = fs.readFileSync(file('secrets.key'))
  const other = open({ key: Buffer.alloc(32, 1) })
  expect(other.list()).toEqual([{ name: 'A', setAt: 7, readable: false }])
  const wrong = refusal(() => other.values(['A'], 'hook'))
  expect(wrong).toMatchObject({ code: 'SECRET_UNREADABLE', message: expect.stringContaining('MILLRACE_SECRETS_KEY') })
  other.set('B', 'new')
  expect(other.values(['B'], 'hook')).toEqual({ B: 'new' })

  fs.rmSync(file('secrets.key'))
  const lost = open()
  expect(refusal(() => lost.values(['A'], 'hook'))).toMatchObject({
    code: 'SECRET_UNREADABLE',
    hint: expect.stringContaining('set the secret again'),
  })
  expect(lost.names()).toEqual(['A', 'B'])
  expect(fs.existsSync(file('secrets.key'))).toBe(false) // reading makes none
  fs.writeFileSync(file('secrets.key'), key)
  expect(lost.values(['A'], 'hook')).toEqual({ A: 'value' }) // put back: works at once

  fs.writeFileSync(file('secrets.key'), 'half')
  expect(refusal(() => lost.values(['A'], 'hook')).code).toBe('SECRET_UNREADABLE')
  lost.set('A', 'anew')
  expect(open().values(['A'], 'hook')).toEqual({ A: 'anew' })
})

test('whoever changes the file is found out', () => {
  const store = open()
  store.set('A', 'value of A')
  store.set('B', 'value of B')
  const kept = secretsFile()
  const { A, B } = kept.secrets
  const changed: Record<string, unknown>[] = [
    { ...kept.secrets, A: B, B: A }, // exchanged
    { ...kept.secrets, A: { ...A, value: B.value } },
    { ...kept.secrets, A: { ...A, tag: Buffer.alloc(16).toString('base64') } },
    { ...kept.secrets, A: { ...A, tag: Buffer.from(A.tag, 'base64').subarray(0, 4).toString('base64') } }, // a short tag is guessed easily
  ]
  for (const secrets of changed) {
    fs.writeFileSync(file('secrets.json'), JSON.stringify({ ...kept, secrets }))
    expect(refusal(() => open().values(['A'], 'hook')).code).toBe('SECRET_UNREADABLE')
  }
})

test('a file that is none is not written over, and says what to do', () => {
  for (const text of ['', '{', '{"format":2,"secrets":{}}', '[]']) {
    fs.writeFileSync(file('secrets.json'), text)
    const store = open()
    expect(store.names()).toBe(undefined)
    for (const act of [() => store.list(), () => store.values(['A'], 'hook'), () => store.set('A', 'x'), () => store.delete('A')])
      expect(refusal(act)).toMatchObject({ code: 'SECRET_UNREADABLE', hint: expect.stringContaining('backup') })
    expect(store.values([], 'hook')).toEqual({})
    expect(fs.readFileSync(file('secrets.json'), 'utf8')).toBe(text)
  }
})

test('limits', () => {
  const store = open()
  for (const value of ['', 'x'.repeat(64 * 1024 + 1), '\u20ac'.repeat(22_000)])
    expect(refusal(() => store.set('A', value)).code).toBe('SECRET_LIMIT')
  expect(store.names()).toEqual([])
  const many = open({ files: { ...diskFiles, fdatasync: () => {}, syncDir: () => {} } })
  for (let i = 0; i < 500; i++) many.set(`S${i}`, 'x')
  expect(refusal(() => many.set('one-more', 'x')).code).toBe('SECRET_LIMIT')
  many.set('S0', 'y')
  expect(many.values(['S0'], 'hook')).toEqual({ S0: 'y' })
})

test('a disk that refuses any step loses nothing, and says so', () => {
  const steps = [
    { kind: 'open', code: 'EACCES', told: 'STATE_NOT_WRITABLE' },
    { kind: 'write', code: 'ENOSPC', told: 'NO_SPACE' },
    { kind: 'fdatasync', code: 'EIO', told: 'DISK_FAILED' },
    { kind: 'rename', code: 'EROFS', told: 'STATE_NOT_WRITABLE' },
  ] as const
  for (const { kind, code, told } of steps) {
    const key = Buffer.alloc(32, 1)
    const files = new FaultFiles({ errors: [{ kind, code, from: 2 }] }) // the first one is what sets A
    files.mkdir('/home')
    const store = open({ home: '/home', key, files })
    store.set('A', 'before')
    expect(refusal(() => store.set('A', 'after'))).toMatchObject({ code: told, hint: expect.stringContaining('still there') })
    expect(store.values(['A'], 'hook')).toEqual({ A: 'before' })
    expect(open({ home: '/home', key, files }).values(['A'], 'hook')).toEqual({ A: 'before' })
    store.set('A', 'later')
    expect(open({ home: '/home', key, files }).values(['A'], 'hook')).toEqual({ A: 'later' })
  }
})

test('a loss of power at any operation leaves the value of before or the new one', () => {
  for (let operation = 1; ; operation++) {
    const files = new FaultFiles()
    files.mkdir('/home')
    files.syncDir('/')
    const key = Buffer.alloc(32, 1)
    open({ home: '/home', key, files }).set('A', 'before')
    const dying = files.restart('power', { crash: { operation, when: 'torn' } })
    let died = false
    try {
      open({ home: '/home', key, files: dying }).set('A', 'after')
    } catch {
      died = true
    }
    const { A } = open({ home: '/home', key, files: dying.restart('power') }).values(['A'], 'hook')
    expect(died ? ['before', 'after'] : ['after']).toContain(A)
    if (!died) return
  }
})
