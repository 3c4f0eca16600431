import { expect, test } from 'vitest'
import { type BodyKind, bodyKind, linesOf } from './body.ts'
import type { Refusal } from './refusal.ts'

const lines = (text: string | Buffer, kind: BodyKind) => `${linesOf(Buffer.from(text), kind).bytes}`
const status = (act: () => unknown): number | undefined => {
  try {
    act()
  } catch (error) {
    return (error as Refusal).status
  }
}

test('an object is a record, an array one per object, and what is written stays as it is', () => {
  expect(lines('{"a":9007199254740993,\n "b":"x\\ny"}\n', 'json')).toBe('{"a":9007199254740993,  "b":"x\\ny"}\n')
  expect(lines('[{"a":1.0},{"b":"}]{\\"","c":{"d":[{}]}}\n, {}]', 'json')).toBe('{"a":1.0}\n{"b":"}]{\\"","c":{"d":[{}]}}\n{}\n')
  expect(linesOf(Buffer.from('[{},{}]'), 'json').records).toBe(2)
})

test('lines are records, ended or not', () => {
  expect(lines('a\r\n\nb', 'text')).toBe('a\n\nb\n')
  expect(lines('{"a":1}\n{"a":2}\r\n', 'jsonl')).toBe('{"a":1}\n{"a":2}\n')
})

test('a body that is wrong anywhere is refused', () => {
  for (const text of ['', '7', '"a"', 'null', '[]', '[1]', '[{},null]', '[[{}]]', '{"a":}', '{}{}', '[{}'])
    expect([text, status(() => lines(text, 'json'))]).toEqual([text, 400])
  for (const text of ['', '{"a":1}\nx\n', '{"a":1}\n\n{"a":2}', '[{}]'])
    expect([text, status(() => lines(text, 'jsonl'))]).toEqual([text, 400])
  for (const kind of ['json', 'jsonl', 'text'] as const) expect(status(() => lines(Buffer.from([34, 0xff, 34]), kind))).toBe(400)
  expect(() => lines('{}\nx', 'jsonl')).toThrow('line 2 is not JSON')
})

test('content is read by its type', () => {
  expect(bodyKind('application/json', undefined)).toBe('json')
  expect(bodyKind('Application/JSON; charset="UTF-8"', 'identity')).toBe('json')
  expect(bodyKind('application/cloudevents+json', undefined)).toBe('json')
  expect(bodyKind('application/x-ndjson', undefined)).toBe('jsonl')
  expect(bodyKind('text/plain;charset=utf-8', undefined)).toBe('text')
  for (const [type, encoding] of [
    [undefined, undefined],
    ['application/x-www-form-urlencoded', undefined],
    ['text/plain; charset=latin1', undefined],
    ['application/json', 'gzip'],
  ])
    expect(status(() => bodyKind(type, encoding))).toBe(415)
})
