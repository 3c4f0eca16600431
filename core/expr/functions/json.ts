import { memberText, parseJson, parseJsonPath } from '../json-path.ts'
import { fail, limits } from '../types.ts'
import type { FunctionDef, LiteralCheck } from './function.ts'

const path: LiteralCheck = (v) =>
  (v as string).length <= limits.pattern && parseJsonPath(v as string) !== null
    ? null
    : { message: `\`${v}\` is not a JSON path`, hint: "write $ and then .name, ['any name'] or [0], such as $.user.tags[0]" }

export const json: readonly FunctionDef[] = [
  {
    name: 'get_json_object',
    group: 'json',
    arguments: [
      { name: 'json', type: 'text' },
      { name: 'path', type: 'string', literal: path },
    ],
    result: 'string',
    doc: {
      en: 'The member at a path as text: a string without its quotes, anything else as it is written; NULL when it is missing or null.',
      zh: '按路径取出成员的文本：字符串去掉引号，其他值保持原文；不存在或为 null 时为 NULL。',
    },
    examples: [
      { call: `get_json_object('{"a":{"b":[7,1.50]}}', '$.a.b[1]')`, result: '1.50' },
      { call: `get_json_object('{"name":"Ann"}', '$.name')`, result: 'Ann' },
      { call: `get_json_object('{"a":1}', '$.b')`, result: null },
      { call: `get_json_object('{"a b": {"x": 1}}', '$[''a b'']')`, result: '{"x": 1}' },
    ],
    evaluate: ([text, where], env) =>
      parseJson(text as string) === undefined ? fail(env) : memberText(text as string, parseJsonPath(where as string)!),
  },
  {
    name: 'json_array_length',
    group: 'json',
    arguments: [{ name: 'json', type: 'text' }],
    result: 'long',
    doc: { en: 'Number of elements of a JSON array; NULL for anything else.', zh: 'JSON 数组的元素个数；其他值为 NULL。' },
    examples: [
      { call: `json_array_length('[1, [2, 3], "x"]')`, result: 3 },
      { call: `json_array_length('{"a":1}')`, result: null },
    ],
    evaluate: ([text], env) => {
      const value = parseJson(text as string)
      return value === undefined ? fail(env) : Array.isArray(value) ? value.length : null
    },
  },
]
