import { z } from 'zod'
import { setting } from '../../../core/fields.ts'
import { defineNode } from '../../../core/node-type.ts'
import { op } from '../../../core/plan.ts'

export default defineNode({
  id: 'console',
  stage: 'consume',
  title: { en: 'Console', zh: '控制台' },
  summary: { en: 'Prints records where the run was started.', zh: '在启动运行的地方打印记录。' },
  alsoCalled: ['print', 'logger sink', 'stdout', 'show', 'debug'],
  guide: {
    en: `Prints each record as a line. A \`rate\` keeps a fast stream readable: what is above it is not printed, and is counted as \`rate\`. After a crash the last epoch may be printed twice.`,
    zh: `每条记录打印为一行。\`rate\` 让高速数据流保持可读：超出的记录不打印，并计为 \`rate\`。崩溃之后，最后一个周期可能打印两次。`,
  },
  config: z.strictObject({
    format: setting
      .choice(['jsonl', 'csv', 'text'], {
        title: { en: 'Format', zh: '格式' },
        help: { en: 'text = one field, as it is.', zh: 'text：原样打印一个字段。' },
      })
      .default('jsonl'),
    field: setting
      .field({
        when: { format: ['text'] },
        title: { en: 'Field', zh: '字段' },
        help: { en: 'text: the field to print.', zh: 'text：要打印的字段。' },
      })
      .default('text'),
    timestamps: setting.choice(['ms', 'iso'], { advanced: true, title: { en: 'Timestamps', zh: '时间戳' } }).default('ms'),
    rate: setting
      .integer(
        {
          advanced: true,
          title: { en: 'Most per second', zh: '每秒上限' },
          help: { en: 'Records printed per second; 0 = all.', zh: '每秒打印的记录数；0 表示全部。' },
        },
        'records/s',
      )
      .default(0),
  }),
  ports: { in: ['in'], out: [] },
  contract: { kind: 'sink', class: 'plain', replaces: true },
  check: ({ rate }) => (rate < 0 ? [{ path: ['rate'], message: 'a rate cannot be negative', hint: '0 = no limit' }] : []),
  plan: ({ format, field }, { in: input }) => ({
    written: op(format === 'text' ? { op: 'sink', needs: [{ name: field, path: ['field'] }], rest: 'none' } : { op: 'sink' }, input),
  }),
  examples: [
    { title: { en: 'Print everything as JSON', zh: '以 JSON 打印全部' }, config: {} },
    { title: { en: 'Ten lines a second', zh: '每秒十行' }, config: { format: 'text', rate: 10 } },
  ],
})
