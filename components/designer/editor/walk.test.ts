import { expect, test } from 'vitest'
import { wayAt } from './thirds.ts'
import { along } from './walk.ts'

const wire = (text: string) => {
  const [from, to] = text.split('>').map((node) => ({ node, port: 'x' }))
  return { id: text, from, to, fields: [] }
}

test('each third of a card reaches its own way along the wires', () => {
  const graph = { wires: ['a>b', 'b>c', 'b>d', 'e>d', 'f>g'].map(wire) }
  const reached = (share: number) => [...along(graph, ['b'], wayAt(share))].toSorted().join('')
  expect([0.1, 0.5, 0.9].map(reached)).toEqual(['ab', 'abcde', 'bcd'])
})

test('nodes in a circle are reached once', () => {
  expect(along({ wires: ['a>b', 'b>a'].map(wire) }, ['a'], 'before')).toEqual(['a', 'b'])
})
