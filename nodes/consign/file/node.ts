import { z } from 'zod'
import { setting } from '../../../core/fields.ts'
import { defineNode } from '../../../core/node-type.ts'
import { op } from '../../../core/plan.ts'

export default defineNode({
  id: 'file',
  stage: 'consign',
  title: { en: 'Write files', zh: '写入文件' },
  summary: { en: 'Writes records to a file, each exactly once.', zh: '将记录写入文件，每条恰好一次。' },
  alsoCalled: ['PutFile', 'rolling sink', 'file roll', 'file sink', 'writeStream', 'save'],
  guide: {
    en: `Without \`roll\` records go into \`path\` itself. After a crash the file is cut to what was committed and goes on from there: nothing is missing, nothing is there twice. Who reads the file while it grows may see records that are then cut.

With \`roll\` they go into numbered files, \`out.jsonl\` → \`out-000001.jsonl\`, \`out-000002.jsonl\` … While a file is written its name is \`.out-000001.jsonl.open\`; it gets its final name when it is complete. A file rolls at the end of the epoch in which it passed one of the limits, and at the end of the input.

\`exists\` says what happens to what is there before the **first** start: \`fail\`, \`append\`, or \`replace\` (with \`roll\`: the numbered files of the same name). A start that continues from saved state goes on where the last one ended, whatever \`exists\` says.

Output mode \`complete\` replaces the file in one step after each epoch; it cannot roll or append. Csv begins each file with a header line.`,
    zh: `不设 \`roll\` 时，记录写入 \`path\` 本身。崩溃之后，文件会截断到已提交的位置再继续：不缺失，不重复。在文件增长时读取，可能看到随后被截去的记录。

设置 \`roll\` 后，记录写入带编号的文件：\`out.jsonl\` → \`out-000001.jsonl\`、\`out-000002.jsonl\`……写入期间文件名为 \`.out-000001.jsonl.open\`，完成后才得到最终名称。文件在超过某项限制的周期结束时，以及输入结束时切换。

\`exists\` 规定**首次**启动前已有内容的处理方式：\`fail\` 拒绝、\`append\` 追加、\`replace\` 替换（有 \`roll\` 时为同名的编号文件）。从保存的状态继续时，总是接着上次结束的位置。

输出方式 \`complete\` 在每个周期后一步替换整个文件；此时不能滚动或追加。csv 的每个文件以列名行开头。`,
  },
  config: z.strictObject({
    path: setting.path({
      title: { en: 'Path', zh: '路径' },
      help: { en: 'The file to write; folders are made.', zh: '要写入的文件；文件夹会自动创建。' },
    }),
    format: setting
      .choice(['jsonl', 'csv'], {
        title: { en: 'Format', zh: '格式' },
        help: { en: 'jsonl = one JSON object per line.', zh: 'jsonl：每行一个 JSON 对象。' },
      })
      .default('jsonl'),
    exists: setting
      .choice(['fail', 'append', 'replace'], {
        title: { en: 'If the file exists', zh: '文件已存在时' },
        help: { en: 'At the first start, if the file is not empty.', zh: '首次启动时，如果文件不为空。' },
      })
      .default('fail'),
    roll: setting
      .group(
        z.strictObject({
          interval: setting
            .duration({ title: { en: 'After', zh: '时间' }, help: { en: 'Since the file was begun.', zh: '自文件开始起的时长。' } })
            .optional(),
          size: setting
            .size({ title: { en: 'At size', zh: '大小' }, help: { en: 'Once the file is so large.', zh: '文件达到此大小时。' } })
            .optional(),
          count: setting
            .integer(
              { title: { en: 'At records', zh: '记录数' }, help: { en: 'Once the file has so many records.', zh: '文件达到此记录数时。' } },
              'records',
            )
            .optional(),
        }),
        {
          advanced: true,
          title: { en: 'Roll', zh: '滚动' },
          help: { en: 'Begin a new numbered file at any of these limits.', zh: '达到任一限制时开始新的编号文件。' },
        },
      )
      .optional(),
    timestamps: setting
      .choice(['ms', 'iso'], {
        advanced: true,
        title: { en: 'Timestamps', zh: '时间戳' },
        help: { en: 'Epoch milliseconds, or ISO 8601 text.', zh: '毫秒时间戳，或 ISO 8601 文本。' },
      })
      .default('ms'),
  }),
  ports: { in: ['in'], out: [] },
  contract: ({ roll, exists }) => ({ kind: 'sink', class: 'file', replaces: roll === undefined && exists !== 'append' }),
  restricted: 'file',
  place: ({ path, format, roll }) => [path, format, roll === undefined],
  check({ roll }) {
    if (roll === undefined) return []
    const { interval, size, count } = roll
    if (interval === undefined && size === undefined && count === undefined)
      return [{ path: ['roll'], message: 'no limit says when to roll', hint: 'for example `roll: { size: 64MiB }`' }]
    return (['interval', 'size', 'count'] as const).flatMap((name) =>
      roll[name] !== undefined && roll[name] < 1
        ? [{ path: ['roll', name], message: `\`${name}\` must be above 0`, hint: `take it out for no limit` }]
        : [],
    )
  },
  plan: (_, { in: input }) => ({ written: op({ op: 'sink' }, input) }),
  examples: [
    {
      title: { en: 'JSON lines', zh: 'JSON 行' },
      config: { path: 'out/counts.jsonl' },
      given: { fields: { word: 'string', n: 'long' }, rows: [[{ word: 'mill', n: 2 }], [{ word: 'race', n: null }]] },
      expect: { files: { 'out/counts.jsonl': '{"word":"mill","n":2}\n{"word":"race","n":null}\n' } },
    },
    {
      title: { en: 'CSV, a new file after two records', zh: 'CSV，每两条记录一个新文件' },
      config: { path: 'counts.csv', format: 'csv', roll: { count: 2 } },
      given: {
        fields: { word: 'string', n: 'long' },
        rows: [
          [
            { word: 'a', n: 1 },
            { word: 'b, c', n: 2 },
          ],
          [{ word: 'd', n: 3 }],
        ],
      },
      expect: { files: { 'counts-000001.csv': 'word,n\na,1\n"b, c",2\n', 'counts-000002.csv': 'word,n\nd,3\n' } },
    },
  ],
})
