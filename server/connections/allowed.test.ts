import { expect, test } from 'vitest'
import { isAllowed, readAllowed } from './allowed.ts'

test('entries are names, addresses or ranges, each with a port or with all', () => {
  expect(readAllowed('db.example.org:5432,10.0.0.0/8:9092  127.0.0.1:*\n[::1]:9000 [fd00::/8]:*,')).toEqual([
    { name: 'db.example.org', port: 5432 },
    { range: ['10.0.0.0', 8], port: 9092 },
    { range: ['127.0.0.1', 32], port: null },
    { range: ['::1', 128], port: 9000 },
    { range: ['fd00::', 8], port: null },
  ])
  expect(readAllowed('')).toEqual([])
})

test.each([
  'db.example.org',
  'db.example.org:',
  'db.example.org:0',
  'db.example.org:65536',
  'db.example.org:5432x',
  ':5432',
  '*:5432',
  'http://db.example.org:5432',
  '::1:9000',
  '[db.example.org]:5432',
  '[::1]',
  '10.0.0.0/33:1',
  '10.0.0.0/:1',
  '10.0.0/8:1',
  '10.0.0.0/8/8:1',
  '[fd00::/129]:1',
  '010.0.0.1:1',
  '2130706433:1',
])('no entry: %s', (text) => {
  expect(() => readAllowed(text)).toThrow(`${text} is no host:port`)
})

test('a name is what was asked for, a range holds what it led to', () => {
  const list = readAllowed('DB.example.org.:5432 10.0.0.0/8:9092 [fd00::/8]:*')
  expect(isAllowed(list, 'db.example.org', '192.168.0.1', 5432)).toBe(true)
  expect(isAllowed(list, 'DB.EXAMPLE.ORG.', '192.168.0.1', 5432)).toBe(true)
  expect(isAllowed(list, 'x.db.example.org', '192.168.0.1', 5432)).toBe(false)
  expect(isAllowed(list, 'db.example.org', '192.168.0.1', 5433)).toBe(false)
  expect(isAllowed(list, 'kafka', '10.255.0.1', 9092)).toBe(true)
  expect(isAllowed(list, 'kafka', '::ffff:10.255.0.1', 9092)).toBe(true)
  expect(isAllowed(list, 'kafka', '11.0.0.1', 9092)).toBe(false)
  expect(isAllowed(list, 'kafka', 'fdff::1', 1)).toBe(true)
  expect(isAllowed(list, 'kafka', 'fe00::1', 1)).toBe(false)
})
