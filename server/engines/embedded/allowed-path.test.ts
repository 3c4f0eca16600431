import path from 'node:path'
import { expect, test } from 'vitest'
import { allowedPath } from './allowed-path.ts'

test('paths below the working directory and below a granted root are allowed', () => {
  expect(allowedPath('out/x.jsonl', [])).toBe(path.resolve('out/x.jsonl'))
  expect(allowedPath('/data/in/x', ['/data/in'])).toBe('/data/in/x')
  expect(allowedPath('/data/in', ['/data/in/'])).toBe('/data/in')
})

test.each(['/etc/passwd', '../outside', 'out/../../outside', '/data/input/x'])('%s is not', (given) => {
  expect(() => allowedPath(given, ['/data/in'])).toThrow(expect.objectContaining({ code: 'PATH_NOT_ALLOWED' }))
})
