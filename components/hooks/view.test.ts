import { expect, test } from 'vitest'
import { applyUpdate, type View } from './view.ts'

const columns = [
  { name: 'word', type: 'string' },
  { name: 'n', type: 'long' },
] as const
const view: View = {
  phase: 'ready',
  error: null,
  columns,
  key: ['word'],
  rows: [
    ['a', 1],
    ['b', 2],
  ],
}

test('rows with a known key keep their place, new ones come last, removed ones go', () => {
  expect(
    applyUpdate(view, {
      upsert: [
        ['c', 3],
        ['a', 9],
      ],
    }).rows,
  ).toEqual([
    ['a', 9],
    ['b', 2],
    ['c', 3],
  ])
  expect(applyUpdate(view, { remove: ['["a"]'], upsert: [['b', 5]] }).rows).toEqual([['b', 5]])
})

test('a row that is removed and comes again is a new one', () => {
  expect(applyUpdate(view, { remove: ['["a"]'], upsert: [['a', 5]] }).rows).toEqual([
    ['b', 2],
    ['a', 5],
  ])
})

test('a snapshot begins anew', () => {
  const next = applyUpdate(view, { snapshot: { columns: columns.slice(0, 1), key: [], rows: [['x']] }, upsert: [['y']] })
  expect(next).toMatchObject({ phase: 'ready', key: [], rows: [['x'], ['y']] })
})

test('without a key every row is new', () => {
  expect(applyUpdate({ ...view, key: [] }, { upsert: [['a', 1]] }).rows).toHaveLength(3)
})
