import { expect, test } from 'vitest'
import { FaultFiles } from '../../../testing/fault-files.ts'
import { makeDir, spaceProblem } from './folders.ts'

const GIB = 1024 ** 3

function problem(free: number, size: number, floor?: { bytes: number; share: number }) {
  return spaceProblem(new FaultFiles({ space: { free, size } }), '/state', floor)
}

test('below 512 MiB or 5 % of the file system there is no space', () => {
  expect(problem(0.5 * GIB, 8 * GIB)).toBe(null)
  expect(problem(0.5 * GIB - 1, 8 * GIB)).toMatchObject({ code: 'NO_SPACE', retry: 'backoff', blame: 'outside' })
  expect(problem(5 * GIB, 100 * GIB)).toBe(null)
  expect(problem(5 * GIB - 1, 100 * GIB)?.message).toContain('Only 5119 MiB are free where /state is; at least 5120 MiB')
})

test('the floor can be set', () => {
  expect(problem(10, 100, { bytes: 5, share: 0.05 })).toBe(null)
  expect(problem(4, 100, { bytes: 5, share: 0 })?.code).toBe('NO_SPACE')
})

test('a folder survives a loss of power as soon as it is made, also when an earlier start died in between', () => {
  for (const operation of [1, 2, 3, 4, 5, 6])
    for (const when of ['before', 'after'] as const) {
      const files = new FaultFiles({ crash: { operation, when } })
      expect(() => makeDir(files, '/a/b/c')).toThrow('crash')
      const next = files.restart('kill')
      makeDir(next, '/a/b/c')
      for (let seed = 1; seed <= 20; seed++) expect(next.restart('power', { seed }).exists('/a/b/c')).toBe(true)
    }
})
