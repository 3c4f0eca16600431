import { expect, test } from 'vitest'
import { handlesOf } from './handles.ts'
import { CARD } from './layout.ts'

const node = { id: 'a', type: 'compose.map', stage: 'compose', title: 'a', at: null, config: {}, guarantee: null, on: null } as const
const middles = (ins: readonly string[], outs: readonly string[]) =>
  Object.fromEntries(handlesOf(node, ins, outs).map(({ id, x, y, width = 0, height = 0 }) => [id, [x + width / 2, y + height / 2]]))

test('ports are spread over the sides of a card; what was late leaves at the bottom', () => {
  const { height, width } = CARD
  expect(middles(['in'], ['big', 'small'])).toMatchObject({
    in: [0, height / 2],
    big: [width, height / 3],
    small: [width, (height * 2) / 3],
  })
  expect(middles(['in'], ['out', 'late'])).toMatchObject({ out: [width, height / 2], late: [width, height * 0.84] })
  expect(middles(['in'], ['late'])).toMatchObject({ late: [width, height * 0.84] })
})

test('a rule only has what joins it to what it watches', () => {
  expect(handlesOf({ ...node, stage: 'control' }, [], []).map(({ id, type }) => [id, type])).toEqual([['watch', 'source']])
})
