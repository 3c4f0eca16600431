import { expect, test } from 'vitest'
import { View } from './view.ts'

const columns = [
  { name: 'word', type: 'string' },
  { name: 'n', type: 'long' },
] as const

test('changes of a view replace rows of a known key, add others and remove by key', () => {
  const view = new View()
  expect(view.apply({ upsert: [['early', 1]] })).toBe(false)
  expect(view.snapshot()).toBe(null)
  view.apply({
    snapshot: {
      columns,
      key: ['word'],
      rows: [
        ['a', 1],
        ['b', 2],
      ],
    },
  })
  view.apply({
    upsert: [
      ['b', 3],
      ['c', 4],
    ],
    remove: ['["a"]'],
  })
  expect(view.snapshot()?.rows).toEqual([
    ['b', 3],
    ['c', 4],
  ])
  view.apply({ snapshot: { columns, key: ['word', 'n'], rows: [['b', 5]] }, upsert: [['b', 6]] })
  expect(view.snapshot()?.rows).toEqual([
    ['b', 5],
    ['b', 6],
  ])
  expect(view.keyOf(['b', 6])).toBe('["b",6]')
})
