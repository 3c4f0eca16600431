import { expect, test } from 'vitest'
import { inferOp } from './op-shape.ts'
import type { OpBody } from './plan.ts'
import type { Shape } from './shape.ts'

const window: Shape = {
  fields: [
    { name: 'window_start', type: 'timestamp' },
    { name: 'window_end', type: 'timestamp' },
    { name: 'word', type: 'string' },
    { name: 'n', type: 'long' },
    { name: '_window_time', type: 'timestamp' },
  ],
  time: { field: '_window_time', definition: 'time' },
}

function sink(body: Omit<Extract<OpBody<never>, { op: 'sink' }>, 'op'>, input = window) {
  const { body: found, issues, ...rest } = inferOp({ op: 'sink', ...body }, [input], 'sink', (path) => ({ node: 'sink', path }))
  return found === null ? issues.map(({ code, at }) => [code, ...at.path!]) : (rest as { shape: Shape }).shape.fields.map((f) => f.name)
}
const need = (name: string) => ({ name, path: [name] })

test('a sink gets everything, or what it needs, or that and its event time', () => {
  expect(sink({})).toEqual(window.fields.map((f) => f.name))
  expect(sink({ needs: [need('n'), need('word'), need('n')], rest: 'none' })).toEqual(['n', 'word'])
  expect(sink({ needs: [need('n')], rest: 'time' })).toEqual(['window_end', 'n'])
  expect(sink({ needs: [need('n')], rest: 'time' }, { ...window, time: { field: 'window_start', definition: 'x' } })).toEqual([
    'window_start',
    'n',
  ])
  for (const time of [null, { field: '_event_time', definition: 'x' }])
    expect(sink({ needs: [need('n')], rest: 'time' }, { ...window, time })).toEqual(['n'])
})

test('what it needs must be there, and be of a type that it can use', () => {
  expect(sink({ needs: [need('m')] })).toEqual([['UNKNOWN_FIELD', 'm']])
  expect(sink({ needs: [need('_window_time')] })).toEqual([['UNKNOWN_FIELD', '_window_time']])
  expect(sink({ needs: [{ ...need('word'), types: ['long', 'double'] }] })).toEqual([['FIELD_TYPE', 'word']])
})
