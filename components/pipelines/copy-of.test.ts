import { expect, test } from 'vitest'
import { copyOf } from './copy-of.ts'

const TEXT = '# of mine\nmillrace: 1\nname: ticks-2 # the second\ntitle: Ticks 2\nnodes: {}\n'

test('a copy has the next name that is free, and keeps its comments', () => {
  expect(copyOf(TEXT, 'ticks-2', 'Ticks 2', new Set(['ticks', 'ticks-2']))).toBe(
    '# of mine\nmillrace: 1\nname: ticks-3 # the second\ntitle: Ticks 3\nnodes: {}\n',
  )
  expect(() => copyOf('nodes: [', 'a', 'A', new Set(['a']))).toThrow(expect.objectContaining({ code: 'EDIT_REFUSED' }))
})
