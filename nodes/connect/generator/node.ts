import { z } from 'zod'
import { setting } from '../../../core/fields.ts'
import { defineNode } from '../../../core/node-type.ts'
import { op } from '../../../core/plan.ts'
import type { FieldType } from '../../../core/shape.ts'
import type { Words } from '../../../core/words.ts'
import { parseTemplate, placeholders } from './template.ts'

type Contents = { lines?: readonly string[]; text?: string; record?: Readonly<Record<string, string>> }
type Found = { path: (string | number)[]; message: string; hint?: string }

function contentMistakes({ lines, text, record }: Contents): Found[] {
  const given = Object.entries({ lines, text, record }).flatMap(([name, value]) => (value === undefined ? [] : [name]))
  if (given.length !== 1)
    return [
      {
        path: [given[1] ?? 'lines'],
        message: given.length === 0 ? 'nothing says what to make' : `${given.join(' and ')} cannot go together`,
        hint: 'set one of `lines`, `text` and `record`',
      },
    ]
  const empty = lines?.length === 0 || text === '' || Object.keys(record ?? { some: '' }).length === 0
  if (empty) return [{ path: given, message: `\`${given[0]}\` is empty`, hint: 'give at least one' }]
  const templates = lines !== undefined ? lines.map((line, i) => [i, line] as const) : Object.entries(record ?? {})
  return templates.flatMap(([key, template]) => {
    const parsed = parseTemplate(template)
    return 'mistake' in parsed ? [{ path: [given[0], key], message: parsed.mistake, hint: parsed.hint }] : []
  })
}

/** The type of each field of templated records. */
function fieldsOf(record: Readonly<Record<string, string>>): Record<string, FieldType> {
  return Object.fromEntries(
    Object.entries(record).map(([name, text]) => {
      const parsed = parseTemplate(text)
      return [name, 'mistake' in parsed ? 'string' : parsed.type]
    }),
  )
}

const table = (lang: keyof Words): string =>
  Object.values(placeholders)
    .map(({ example, words }) => `- \`${example}\` ${words[lang]}`)
    .join('\n')

export default defineNode({
  id: 'generator',
  stage: 'connect',
  title: { en: 'Generator', zh: '生成器' },
  summary: { en: 'Makes lines or records, at a given rate.', zh: '按给定速率生成文本行或记录。' },
  alsoCalled: ['datagen', 'rate source', 'impulse', 'GenerateFlowFile', 'fake data', 'Flume sequence generator', 'inject node'],
  guide: {
    en: `Says what to make by one of

- \`lines\`: these lines, one after the other; a line may hold placeholders;
- \`text\`: a text, line by line, as it is;
- \`record\`: fields with a template each; the node yields decoded records.

\`repeat\` begins again behind the last line; \`record\` never ends unless \`count\` says so. The same \`seed\` makes the same records: record number n depends on n and the seed only (\`{{now}}\` is the exception), so after a restart the generator goes on as if nothing had happened.

**Placeholders**

${table('en')}

\`disorder\` swaps a share of records with others up to \`distance\` places away. \`corrupt\` damages a share of records: half are cut short, half get a byte that is not UTF-8. Both are as reproducible as the rest. With a \`burst\` and \`rate: 0\` records come in bursts only.`,
    zh: `用以下之一说明要生成的内容：

- \`lines\`：依次输出这些行；行中可以有占位符；
- \`text\`：一段文本，按原样逐行输出；
- \`record\`：各字段及其模板；节点直接输出解码后的记录。

\`repeat\` 在最后一行之后从头开始；\`record\` 不会结束，除非设置 \`count\`。相同的 \`seed\` 生成相同的记录：第 n 条记录只取决于 n 和种子（\`{{now}}\` 除外），因此重启后生成器会像什么都没发生一样继续。

**占位符**

${table('zh')}

\`disorder\` 将一部分记录与相距不超过 \`distance\` 的记录交换。\`corrupt\` 损坏一部分记录：一半被截短，一半含有非 UTF-8 字节。两者同样可以重现。设置 \`burst\` 且 \`rate: 0\` 时，记录只成批出现。`,
  },
  config: z.strictObject({
    lines: setting
      .list(setting.text({ title: { en: 'Line', zh: '行' } }), {
        title: { en: 'Lines', zh: '文本行' },
        help: { en: 'Lines to make; may hold placeholders.', zh: '要生成的行；可以含占位符。' },
      })
      .optional(),
    text: setting
      .code({ title: { en: 'Text', zh: '文本' }, help: { en: 'A text to replay line by line.', zh: '逐行重放的文本。' } })
      .optional(),
    record: setting
      .texts({
        title: { en: 'Record', zh: '记录' },
        help: { en: 'Name and template of each field, such as {{int 1 100}}.', zh: '每个字段的名称和模板，例如 {{int 1 100}}。' },
      })
      .optional(),
    repeat: setting
      .boolean({
        title: { en: 'Repeat', zh: '重复' },
        help: { en: 'lines, text: begin again behind the last one.', zh: 'lines、text：到末尾后从头开始。' },
      })
      .default(false),
    count: setting
      .integer(
        {
          title: { en: 'Count', zh: '数量' },
          help: { en: 'End after so many records; 0 = no end.', zh: '生成这么多记录后结束；0 表示不结束。' },
        },
        'records',
      )
      .default(0),
    rate: setting
      .number(
        { title: { en: 'Rate', zh: '速率' }, help: { en: 'Records per second; 0 = as fast as possible.', zh: '每秒记录数；0 表示尽快。' } },
        'records/s',
      )
      .default(10),
    burst: setting
      .group(
        z.strictObject({
          every: setting.duration({ title: { en: 'Every', zh: '间隔' } }),
          count: setting.integer({ title: { en: 'Records', zh: '记录数' } }, 'records'),
        }),
        {
          advanced: true,
          title: { en: 'Burst', zh: '突发' },
          help: { en: 'So many further records at once, again and again.', zh: '每隔一段时间一次性增加这么多记录。' },
        },
      )
      .optional(),
    seed: setting
      .integer({
        advanced: true,
        title: { en: 'Seed', zh: '种子' },
        help: { en: 'Another seed makes other records.', zh: '不同的种子生成不同的记录。' },
      })
      .default(1),
    disorder: setting
      .group(
        z.strictObject({
          share: setting.number({ title: { en: 'Share', zh: '比例' }, help: { en: 'From 0 to 1.', zh: '从 0 到 1。' } }),
          distance: setting
            .integer(
              { title: { en: 'Distance', zh: '距离' }, help: { en: 'How far a record may move.', zh: '记录最多移动多远。' } },
              'records',
            )
            .default(10),
        }),
        { advanced: true, title: { en: 'Disorder', zh: '乱序' } },
      )
      .optional(),
    corrupt: setting
      .number({ advanced: true, title: { en: 'Damaged share', zh: '损坏比例' }, help: { en: 'From 0 to 1.', zh: '从 0 到 1。' } })
      .default(0),
  }),
  ports: { in: [], out: ['out'] },
  contract: { kind: 'source', delivery: 'replay' },
  // the rate and the end say nothing of which records there are
  place: ({ lines, text, record, repeat, seed, disorder, corrupt }) => [lines, text, record, repeat, seed, disorder, corrupt],
  check(config) {
    const { rate, count, burst, disorder, corrupt } = config
    const found = contentMistakes(config)
    const wrong = (is: boolean, path: string[], message: string, hint: string) => void (is && found.push({ path, message, hint }))
    wrong(rate < 0, ['rate'], 'a rate cannot be negative', '0 = as fast as possible')
    wrong(count < 0, ['count'], 'a count cannot be negative', '0 = no end')
    wrong(burst !== undefined && burst.every < 1, ['burst', 'every'], 'bursts need time between them', 'use 1ms or more')
    wrong(burst !== undefined && burst.count < 1, ['burst', 'count'], 'a burst needs records', 'use 1 or more')
    wrong(corrupt < 0 || corrupt > 1, ['corrupt'], 'a share is from 0 to 1', 'for example 0.01 for one in a hundred')
    wrong(
      disorder !== undefined && (disorder.share < 0 || disorder.share > 1),
      ['disorder', 'share'],
      'a share is from 0 to 1',
      'for example 0.1',
    )
    wrong(
      disorder !== undefined && (disorder.distance < 1 || disorder.distance > 10_000),
      ['disorder', 'distance'],
      'the distance is from 1 to 10,000 records',
      'for example 10',
    )
    return found
  },
  plan({ record }) {
    const source = op({ op: 'source', delivery: 'replay', receiver: null, fields: null })
    return {
      out: record === undefined ? source : op({ op: 'decode', codec: { kind: 'json', fields: fieldsOf(record), rest: 'drop' } }, source),
    }
  },
  examples: [
    {
      title: { en: 'Lines of text, ten a second', zh: '文本行，每秒 10 行' },
      config: { lines: ['to be or not to be', 'that is the question'], repeat: true, rate: 10 },
    },
    {
      title: { en: 'A few lines, again and again', zh: '反复输出几行文本' },
      config: { lines: ['to be or not to be', 'that is the question'], repeat: true, rate: 0, count: 3 },
      given: {},
      expect: { out: [{ text: 'to be or not to be' }, { text: 'that is the question' }, { text: 'to be or not to be' }] },
    },
    {
      title: { en: 'Records with times', zh: '带时间的记录' },
      config: { record: { id: '{{seq}}', ts: '{{time 2026-01-01T00:00:00Z 250}}', kind: 'order' }, rate: 0, count: 2 },
      given: {},
      expect: {
        out: [
          { id: 0, ts: 1_767_225_600_000, kind: 'order' },
          { id: 1, ts: 1_767_225_600_250, kind: 'order' },
        ],
      },
    },
    {
      title: { en: 'Visits of a shop: 1,000 a second, 20,000 more every minute', zh: '商店访问：每秒 1000 条，每分钟另加 20000 条' },
      config: {
        record: { user: 'u{{zipf 10000}}', page: '{{pick / /cart /pay}}', ms: '{{normal 80 25 0}}', at: '{{now}}' },
        rate: 1000,
        burst: { every: '1m', count: 20_000 },
      },
    },
  ],
})
