import { z } from 'zod'
import { setting } from '../../../core/fields.ts'
import { defineNode } from '../../../core/node-type.ts'
import { op } from '../../../core/plan.ts'

export default defineNode({
  id: 'filter',
  stage: 'compose',
  title: { en: 'Filter', zh: '过滤' },
  summary: { en: 'Keeps the records for which an expression is true.', zh: '保留使表达式为真的记录。' },
  alsoCalled: ['where', 'RouteOnAttribute', 'select', 'regex filter'],
  guide: {
    en: `A record passes when \`where\` is true. False **and NULL** do not pass: \`n > 2\` drops records whose \`n\` is NULL; write \`n > 2 OR n IS NULL\` to keep them. What does not pass is counted as \`filtered\`.

Records that a filter in front of a window rejects do not move the watermark.`,
    zh: `\`where\` 为真时记录通过。假**和 NULL** 都不通过：\`n > 2\` 会去掉 \`n\` 为 NULL 的记录；要保留它们，请写 \`n > 2 OR n IS NULL\`。未通过的记录计为 \`filtered\`。

窗口之前被过滤掉的记录不会推动水位线。`,
  },
  config: z.strictObject({
    where: setting.expression({
      title: { en: 'Where', zh: '条件' },
      help: { en: 'A condition over the fields, for example status >= 500.', zh: '关于字段的条件，例如 status >= 500。' },
    }),
  }),
  ports: { in: ['in'], out: ['out'] },
  plan: ({ where }, { in: input }) => ({ out: op({ op: 'filter', where: { text: where, path: ['where'] } }, input) }),
  examples: [
    {
      title: { en: 'Errors of a web server', zh: '网站服务器的错误' },
      config: { where: 'status >= 500' },
      given: {
        fields: { path: 'string', status: 'long' },
        rows: [
          [
            { path: '/', status: 200 },
            { path: '/pay', status: 503 },
            { path: '/x', status: null },
          ],
        ],
      },
      expect: { out: [{ path: '/pay', status: 503 }] },
    },
    {
      title: { en: 'Text conditions', zh: '文本条件' },
      config: { where: "n >= 2 AND NOT (word LIKE 'the%')" },
      given: {
        fields: { word: 'string', n: 'long' },
        rows: [
          [
            { word: 'then', n: 9 },
            { word: 'mill', n: 2 },
            { word: 'race', n: 1 },
          ],
        ],
      },
      expect: { out: [{ word: 'mill', n: 2 }] },
    },
  ],
})
