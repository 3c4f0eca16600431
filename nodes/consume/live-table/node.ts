import { z } from 'zod'
import { setting } from '../../../core/fields.ts'
import { defineNode } from '../../../core/node-type.ts'
import { op } from '../../../core/plan.ts'

const MOST_ROWS = 10_000

type Config = { key: readonly string[]; columns?: readonly string[]; sort?: { by: string } }

/** The fields that the settings name: key fields that are not among the columns stand in front. */
function needs({ key, columns = [], sort }: Config) {
  const keys = key.map((name, i) => ({ name, path: ['key', i] }))
  const hidden = keys.filter(({ name }) => !columns.includes(name))
  return [
    ...hidden,
    ...columns.map((name, i) => ({ name, path: ['columns', i] })),
    ...keys.filter((one) => !hidden.includes(one)),
    ...(sort === undefined ? [] : [{ name: sort.by, path: ['sort', 'by'] }]),
  ]
}

export default defineNode({
  id: 'live-table',
  stage: 'consume',
  title: { en: 'Live table', zh: '实时表' },
  summary: { en: 'Shows the newest record of each key, live on the page.', zh: '在页面上实时显示每个键的最新记录。' },
  alsoCalled: ['memory sink', 'materialized view', 'queryable state', 'dashboard table'],
  guide: {
    en: `With a \`key\` the table has one row per key, and a new record takes the place of the one before. The results of a window usually want its start in the key, such as \`key: [word, window_start]\`; without it each window replaces the one before. Without a key the table has the newest \`maxRows\` records.

Beyond \`maxRows\` the rows that changed longest ago leave; with \`retention\` also those that arrived longer ago than that. Texts are cut after 1,000 characters. The page is told of changes at most five times a second: a value that lasts shorter may never be seen.

Output mode \`complete\` replaces the whole table each time.

A table is for looking at: it promises nothing. It is kept with the state of the run and is there again after a restart, except with durability \`fast\` or after a loss of power. What must last goes to a consign node too.`,
    zh: `设置 \`key\` 时，每个键一行，新记录取代旧记录。窗口的结果通常应把窗口起点放入键中，例如 \`key: [word, window_start]\`；否则每个窗口会取代前一个。不设键时，表中是最新的 \`maxRows\` 条记录。

超过 \`maxRows\` 时，最久未变化的行离开；设置 \`retention\` 后，到达时间更早的行也会离开。文本超过 1000 个字符会被截断。页面每秒最多更新五次：存在时间更短的值可能看不到。

输出方式 \`complete\` 每次替换整张表。

实时表用于查看，不作任何承诺。它随运行状态一起保存，重启后仍在；持久性为 \`fast\` 或断电之后除外。需要长期保存的数据请同时写入落地节点。`,
  },
  config: z.strictObject({
    key: setting
      .fields({
        title: { en: 'Key', zh: '键' },
        help: {
          en: 'One row per distinct values of these fields; none = every record is a row.',
          zh: '这些字段的每组取值一行；不填则每条记录一行。',
        },
      })
      .default([]),
    columns: setting
      .fields({
        title: { en: 'Columns', zh: '列' },
        help: {
          en: 'Fields to show, in this order; unset = all. Key fields are always shown.',
          zh: '要显示的字段及顺序；不设置则全部显示。键字段总会显示。',
        },
      })
      .optional(),
    sort: setting
      .group(
        z.strictObject({
          by: setting.field({ title: { en: 'Field', zh: '字段' } }),
          order: setting.choice(['desc', 'asc'], { title: { en: 'Order', zh: '顺序' } }).default('desc'),
        }),
        { title: { en: 'Sort', zh: '排序' }, help: { en: 'Unset = newest first.', zh: '不设置则最新的在前。' } },
      )
      .optional(),
    maxRows: setting
      .integer(
        { advanced: true, title: { en: 'Most rows', zh: '最多行数' }, help: { en: 'At most 10,000.', zh: '不超过 10000。' } },
        'rows',
      )
      .default(1000),
    retention: setting
      .duration({
        advanced: true,
        title: { en: 'Keep for', zh: '保留时长' },
        help: { en: 'Rows that arrived longer ago leave.', zh: '到达时间更早的行会离开。' },
      })
      .optional(),
  }),
  ports: { in: ['in'], out: [] },
  contract: { kind: 'sink', class: 'live', replaces: true },
  check({ key, columns, sort, maxRows, retention }) {
    const shown = columns === undefined ? null : new Set([...key, ...columns])
    return [
      ...(maxRows < 1 || maxRows > MOST_ROWS
        ? [{ path: ['maxRows'], message: `a table has 1 to ${MOST_ROWS} rows`, hint: 'for example 1000' }]
        : []),
      ...(columns?.length === 0 && key.length === 0
        ? [{ path: ['columns'], message: 'no field would be shown', hint: 'name one, or leave `columns` out' }]
        : []),
      ...(sort !== undefined && shown?.has(sort.by) === false
        ? [{ path: ['sort', 'by'], message: `\`${sort.by}\` is not shown`, hint: 'add it to `columns`' }]
        : []),
      ...(retention !== undefined && retention < 1000
        ? [{ path: ['retention'], message: 'rows that leave so soon could not be read', hint: 'use 1s or more' }]
        : []),
    ]
  },
  plan: (config, { in: input }) => ({
    written: op({ op: 'sink', needs: needs(config), rest: config.columns === undefined ? 'all' : 'none' }, input),
  }),
  examples: [
    {
      title: { en: 'The newest reading of each sensor', zh: '每个传感器的最新读数' },
      config: { key: ['sensor'], sort: { by: 'value' } },
      given: {
        fields: { sensor: 'string', value: 'double' },
        rows: [
          [
            { sensor: 'a', value: 20.5 },
            { sensor: 'b', value: 19 },
          ],
          [{ sensor: 'a', value: 21 }],
        ],
      },
      expect: {
        view: [
          { sensor: 'a', value: 21 },
          { sensor: 'b', value: 19 },
        ],
      },
    },
    {
      title: { en: 'The last two records, some of their fields', zh: '最近两条记录的部分字段' },
      config: { columns: ['path', 'status'], maxRows: 2 },
      given: {
        fields: { status: 'long', path: 'string', ms: 'long' },
        rows: [
          [
            { status: 200, path: '/', ms: 3 },
            { status: 404, path: '/x', ms: 1 },
            { status: 200, path: '/pay', ms: 70 },
          ],
        ],
      },
      expect: {
        view: [
          { path: '/x', status: 404 },
          { path: '/pay', status: 200 },
        ],
      },
    },
    {
      title: { en: 'Counts of words per window, the most frequent first', zh: '每个窗口的单词计数，次数最多的在前' },
      config: { key: ['word', 'window_start'], sort: { by: 'n', order: 'desc' }, retention: '10m' },
    },
  ],
})
