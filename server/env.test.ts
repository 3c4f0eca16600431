import path from 'node:path'
import { expect, test } from 'vitest'
import type { AppError } from '../core/error.ts'
import { isLoopback, localUrl, readEnv } from './env.ts'

function problem(env: Record<string, string>, args: string[] = []): string {
  try {
    readEnv(env, args)
  } catch (error) {
    return `${(error as AppError).code}: ${(error as AppError).message}`
  }
  return 'none'
}

test('nothing given: loopback, port 3000, everything in .millrace of the checkout', () => {
  const home = path.resolve(import.meta.dirname, '..', '.millrace')
  expect(readEnv({ PORT: '', HOST: '' })).toEqual({
    host: '127.0.0.1',
    port: 3000,
    portGiven: false,
    home,
    token: null,
    secretsKey: null,
    roots: [],
    allowed: [],
    private: true,
    database: path.join(home, 'millrace.db'),
    production: false,
    publicUrl: null,
  })
})

test('what is given is read once, paths become absolute', () => {
  const env = readEnv({
    PORT: '0',
    MILLRACE_HOME: 'somewhere',
    MILLRACE_ROOTS: ['/data', 'in'].join(path.delimiter),
    MILLRACE_TOKEN: '0123456789abcdef',
    DATABASE_URL: 'file:other.db',
    NODE_ENV: 'production',
  })
  expect(env).toMatchObject({
    port: 0,
    portGiven: true,
    home: path.resolve('somewhere'),
    roots: ['/data', path.resolve('in')],
    database: path.resolve('other.db'),
    token: '0123456789abcdef',
    production: true,
  })
  expect(readEnv({ DATABASE_URL: 'file:///var/lib/m.db' }).database).toBe('/var/lib/m.db')
})

test('other machines are let in only behind a proxy with TLS', () => {
  for (const HOST of ['0.0.0.0', '::', '192.168.1.2', 'example.org', '127.0.0.1.example.org']) {
    expect(problem({ HOST })).toMatch(/^NOT_LOOPBACK: /)
    expect(readEnv({ HOST }, ['--behind-proxy', 'https://millrace.example']).publicUrl?.host).toBe('millrace.example')
  }
  for (const HOST of ['127.0.0.1', '127.1.2.3', 'localhost', '::1']) expect(readEnv({ HOST }).host).toBe(HOST)
  for (const url of ['http://millrace.example', 'millrace.example', 'https://a/b', 'https://u@a', 'ftp://a', ''])
    expect(problem({}, ['--behind-proxy', url])).toContain('--behind-proxy takes the address')
  expect(readEnv({ HOST: '0.0.0.0' }, ['--behind-proxy=http://localhost:8080']).publicUrl?.protocol).toBe('http:')
})

test('whoever can be reached by others calls of its own network only what is allowed', () => {
  expect(readEnv({ MILLRACE_EGRESS: 'db:5432, 10.0.0.0/8:*' }).allowed).toHaveLength(2)
  expect(problem({ MILLRACE_EGRESS: 'db:5432, db' })).toMatch(/^BAD_ENVIRONMENT: .*MILLRACE_EGRESS .*db is no host:port/)
  const proxied = (url: string, HOST = '127.0.0.1') => readEnv({ HOST }, ['--behind-proxy', url]).private
  expect([proxied('https://millrace.example'), proxied('http://localhost:8080'), proxied('http://localhost:8080', '0.0.0.0')]).toEqual([
    false,
    true,
    false,
  ])
})

test('what cannot be meant is refused by name', () => {
  expect(problem({ PORT: '65536' })).toContain('PORT is a number')
  expect(problem({ PORT: '3000x' })).toContain('PORT is a number')
  expect(problem({ MILLRACE_TOKEN: 'short' })).toContain('MILLRACE_TOKEN has at least 16 characters')
  expect(problem({ MILLRACE_SECRETS_KEY: 'ab' })).toContain('MILLRACE_SECRETS_KEY has 64 hexadecimal digits')
  expect(readEnv({ MILLRACE_SECRETS_KEY: 'aB'.repeat(32) }).secretsKey).toEqual(Buffer.alloc(32, 0xab))
  expect(problem({ DATABASE_URL: 'postgres://localhost/m' })).toContain('DATABASE_URL names a SQLite file')
  expect(problem({}, ['--port', '1'])).toContain('--port')
  expect(problem({ PORT: 'x', DATABASE_URL: 'y' })).toMatch(/PORT .*; DATABASE_URL /)
})

test('programs on this machine reach every binding', () => {
  expect(['127.0.0.1', '0.0.0.0', '::', '::1', 'localhost'].map((host) => localUrl({ host }, 80))).toEqual([
    'http://127.0.0.1:80',
    'http://127.0.0.1:80',
    'http://[::1]:80',
    'http://[::1]:80',
    'http://localhost:80',
  ])
  expect(['[::1]', '::ffff:1.2.3.4', '128.0.0.1'].map(isLoopback)).toEqual([true, false, false])
})
