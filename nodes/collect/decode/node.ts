import { z } from 'zod'
import { setting } from '../../../core/fields.ts'
import { defineNode } from '../../../core/node-type.ts'
import { type Codec, op } from '../../../core/plan.ts'
import type { FieldType } from '../../../core/shape.ts'

type Config = {
  codec: 'lines' | 'json' | 'csv'
  fields: Record<string, FieldType>
  rest: 'drop' | 'keep'
  header: boolean
  delimiter: string
  quote: string
}

function codec({ codec, fields, rest, header, delimiter, quote }: Config): Codec {
  if (codec === 'lines') return { kind: 'lines' }
  return codec === 'json' ? { kind: 'json', fields, rest } : { kind: 'csv', fields, header, delimiter, quote }
}

function check({ codec, fields, rest, delimiter, quote }: Config) {
  const found: { path: string[]; message: string; hint?: string }[] = []
  const declared = Object.keys(fields).length
  if (codec === 'lines' && declared > 0)
    found.push({ path: ['fields'], message: 'lines have only the field `text`', hint: 'take out `fields`, or use codec json or csv' })
  if (codec === 'csv' && declared === 0)
    found.push({
      path: ['fields'],
      message: 'no field is declared',
      hint: 'declare the columns, as in `fields: { name: string, age: long }`',
    })
  if (codec === 'json' && declared === 0 && rest === 'drop')
    found.push({
      path: ['fields'],
      message: 'no field is declared, so records would be empty',
      hint: 'declare fields, or set `rest: keep`',
    })
  if (codec !== 'json' && rest === 'keep')
    found.push({ path: ['rest'], message: 'only JSON has further members to keep', hint: 'take out `rest`' })
  if (codec !== 'csv') return found
  for (const [name, value] of [
    ['delimiter', delimiter],
    ['quote', quote],
  ]) {
    if (!/^[\x01-\x09\x0b\x0c\x0e-\x7f]$/.test(value))
      found.push({ path: [name], message: `\`${name}\` must be one ASCII character and no line break`, hint: 'write a tab as "\\t"' })
  }
  if (delimiter === quote) found.push({ path: ['quote'], message: 'delimiter and quote are the same character' })
  return found
}

export default defineNode({
  id: 'decode',
  stage: 'collect',
  title: { en: 'Decode', zh: '解码' },
  summary: { en: 'Turns bytes into records with typed fields.', zh: '将字节转换为带类型字段的记录。' },
  alsoCalled: ['scanner', 'deserializer', 'parser', 'record reader', 'deserialization schema', 'ConvertRecord'],
  bytes: true,
  guide: {
    en: `- \`lines\`: each line is a record with one field, \`text\`.
- \`json\`: each line is a JSON object. Only declared fields are read; a field whose member is missing, null or of another type is NULL (a declared \`string\` takes any member's text as it is written). \`rest: keep\` adds all other members as one field \`_rest\`.
- \`csv\`: with \`header: true\` columns are found by their names in the first line of each file, otherwise they are the declared fields in order. Quoted values may hold delimiters and line breaks.

A member of the wrong type is counted; a line that cannot be read at all (broken JSON, invalid UTF-8) becomes a **dead letter** and the run goes on.

Types: \`string long double boolean timestamp json\`. A \`timestamp\` is epoch milliseconds or an ISO 8601 text.`,
    zh: `- \`lines\`：每一行是一条记录，只有一个字段 \`text\`。
- \`json\`：每一行是一个 JSON 对象。只读取声明的字段；成员缺失、为 null 或类型不符时字段为 NULL（声明为 \`string\` 的字段按原文接受任何成员）。\`rest: keep\` 会把其余成员放入字段 \`_rest\`。
- \`csv\`：\`header: true\` 时按每个文件首行中的列名查找，否则按声明的顺序对应。引号内的值可以包含分隔符和换行。

类型不符的成员会被计数；完全无法读取的行（损坏的 JSON、无效的 UTF-8）成为**死信**，运行继续。

类型：\`string long double boolean timestamp json\`。\`timestamp\` 是毫秒时间戳或 ISO 8601 文本。`,
  },
  config: z.strictObject({
    codec: setting
      .choice(['lines', 'json', 'csv'], {
        title: { en: 'Codec', zh: '编码格式' },
        help: { en: 'What the bytes are; json = one object per line.', zh: '字节的格式；json 表示每行一个对象。' },
      })
      .default('lines'),
    fields: setting
      .declared({
        when: { codec: ['json', 'csv'] },
        title: { en: 'Fields', zh: '字段' },
        help: { en: 'Name and type of each field to read.', zh: '要读取的每个字段的名称和类型。' },
      })
      .default({}),
    rest: setting
      .choice(['drop', 'keep'], {
        when: { codec: ['json'] },
        title: { en: 'Other members', zh: '其余成员' },
        help: { en: 'json: what happens to members that are not declared.', zh: 'json：未声明的成员如何处理。' },
      })
      .default('drop'),
    header: setting
      .boolean({
        when: { codec: ['csv'] },
        title: { en: 'Header line', zh: '首行为列名' },
        help: { en: 'csv: the first line names the columns.', zh: 'csv：第一行是列名。' },
      })
      .default(true),
    delimiter: setting
      .text({
        when: { codec: ['csv'] },
        title: { en: 'Delimiter', zh: '分隔符' },
        help: { en: 'csv: between two values.', zh: 'csv：两个值之间的字符。' },
      })
      .default(','),
    quote: setting
      .text({
        when: { codec: ['csv'] },
        title: { en: 'Quote', zh: '引号' },
        help: { en: 'csv: around values; doubled inside.', zh: 'csv：包围值的字符；在值内要写两次。' },
      })
      .default('"'),
  }),
  ports: { in: ['in'], out: ['out'] },
  check,
  plan: (config, { in: input }) => ({ out: op({ op: 'decode', codec: codec(config) }, input) }),
  examples: [
    {
      title: { en: 'Lines of text', zh: '文本行' },
      config: { codec: 'lines' },
      given: { text: 'to be\nor not\n' },
      expect: { out: [{ text: 'to be' }, { text: 'or not' }] },
    },
    {
      title: { en: 'JSON with declared fields', zh: '声明字段的 JSON' },
      config: { codec: 'json', fields: { user: 'string', amount: 'double' } },
      given: { text: '{"user":"ann","amount":2.5,"city":"Oslo"}\n{"user":"bob","amount":"much"}\n' },
      expect: {
        out: [
          { user: 'ann', amount: 2.5 },
          { user: 'bob', amount: null },
        ],
      },
    },
    {
      title: { en: 'CSV with a header', zh: '带列名的 CSV' },
      config: { codec: 'csv', fields: { name: 'string', age: 'long' } },
      given: { text: 'age,name\n41,ann\n7,"bob ""b"""\n' },
      expect: {
        out: [
          { name: 'ann', age: 41 },
          { name: 'bob "b"', age: 7 },
        ],
      },
    },
  ],
})
