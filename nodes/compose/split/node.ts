import { z } from 'zod'
import { setting } from '../../../core/fields.ts'
import { defineNode } from '../../../core/node-type.ts'
import { op } from '../../../core/plan.ts'

export default defineNode({
  id: 'split',
  stage: 'compose',
  title: { en: 'Split', zh: '拆分' },
  summary: { en: 'Cuts a text into parts and makes a record of each.', zh: '将文本切分成多个部分，每部分成为一条记录。' },
  alsoCalled: ['flatMap', 'explode', 'tokenize', 'SplitText', 'words'],
  guide: {
    en: `Cuts the text of \`field\` wherever \`pattern\` (a regular expression in RE2 syntax) matches, and yields one record per part in the field \`as\`. Empty parts and NULL yield nothing. With \`keepParent\` each part also carries the fields of the record that it comes from; the event time is always kept.`,
    zh: `在 \`pattern\`（RE2 语法的正则表达式）匹配之处切开 \`field\` 的文本，每个部分产生一条记录，放在字段 \`as\` 中。空的部分和 NULL 不产生记录。设置 \`keepParent\` 后，每个部分还带有原记录的字段；事件时间总是保留。`,
  },
  config: z.strictObject({
    field: setting.field({ title: { en: 'Field', zh: '字段' }, help: { en: 'The text to cut.', zh: '要切分的文本。' } }),
    pattern: setting
      .pattern({
        title: { en: 'Pattern', zh: '模式' },
        help: { en: 'What stands between two parts; \\s+ = white space.', zh: '两个部分之间的内容；\\s+ 表示空白。' },
      })
      .default('\\s+'),
    as: setting.name({
      title: { en: 'As', zh: '命名为' },
      help: { en: 'Name of the field that holds a part.', zh: '存放每个部分的字段名。' },
    }),
    keepParent: setting
      .boolean({
        title: { en: 'Keep the other fields', zh: '保留其他字段' },
        help: { en: 'Each part also carries the fields of its record.', zh: '每个部分也带有原记录的字段。' },
      })
      .default(false),
  }),
  ports: { in: ['in'], out: ['out'] },
  plan: ({ field, pattern, as, keepParent }, { in: input }) => ({ out: op({ op: 'explode', field, pattern, as, keepParent }, input) }),
  examples: [
    {
      title: { en: 'Lines to words', zh: '从行到单词' },
      config: { field: 'text', as: 'word' },
      given: { fields: { text: 'string' }, rows: [[{ text: ' to be  or' }, { text: '' }, { text: null }]] },
      expect: { out: [{ word: 'to' }, { word: 'be' }, { word: 'or' }] },
    },
    {
      title: { en: 'A list in a field, with its record', zh: '字段中的列表，保留原记录' },
      config: { field: 'tags', pattern: ',\\s*', as: 'tag', keepParent: true },
      given: { fields: { id: 'long', tags: 'string' }, rows: [[{ id: 7, tags: 'a, b' }]] },
      expect: {
        out: [
          { id: 7, tags: 'a, b', tag: 'a' },
          { id: 7, tags: 'a, b', tag: 'b' },
        ],
      },
    },
  ],
})
