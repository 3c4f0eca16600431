import fc from 'fast-check'
import { expect, test } from 'vitest'
import { layOutJson } from './lay-out-json.ts'

test('JSON is laid out, and nothing in it changes', () => {
  expect(layOutJson('{"id":12345678901234567890, "a":[1.0,{}, [ ]],"a":"\\u00e9 \\", {:}"}')).toBe(
    ['{', '  "id": 12345678901234567890,', '  "a": [', '    1.0,', '    {},', '    []', '  ],', '  "a": "\\u00e9 \\", {:}"', '}'].join(
      '\n',
    ),
  )
})

test('what is no JSON stays as it is', () => {
  for (const text of ['', '{"a": 1', 'a,  b', '{"a":  01}']) expect(layOutJson(text)).toBe(text)
})

test('it is laid out as JSON.stringify does it', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(undefined, 1, '\t'), (value, space) => {
      expect(layOutJson(JSON.stringify(value, null, space))).toBe(JSON.stringify(value, null, 2))
    }),
    { numRuns: 500 },
  )
})
