import { z } from 'zod'
import { setting } from '../../../core/fields.ts'
import { defineNode } from '../../../core/node-type.ts'
import { op } from '../../../core/plan.ts'
import { severities } from '../../../core/severity.ts'

const numbers = ['long', 'double'] as const
const MOST_TOP = 100

export default defineNode({
  id: 'chart',
  stage: 'consume',
  title: { en: 'Chart', zh: '图表' },
  summary: { en: 'Draws fields of the records as they come, live on the page.', zh: '在页面上实时绘制记录的字段。' },
  alsoCalled: ['graph', 'plot', 'time series', 'gauge', 'top-N', 'dashboard panel'],
  guide: {
    en: `\`kind\`: \`line\`, \`area\`, \`bar\`; \`number\` shows the newest value large; \`top\` shows the \`topN\` greatest of the newest window, such as the most frequent words.

\`x\` is the event time (\`event\`; of a window its end; the arrival where there is none), the arrival, or a field. \`by\` draws one series per value of a field: the first 20 get one, records of others are counted as dropped with the reason \`series\`. A later record with the same place and series replaces the earlier one.

A chart keeps what lies within \`window\` of the newest point, at most 600 points a series: on a time axis the newest value of each step stands for it. A record whose time is more than an hour ahead of the clock is not drawn, and is counted as \`ahead\`; one without a place is counted as \`noPlace\`. For \`top\` over results that may still change (output \`update\`, or no aggregate) at most 10,000 values of \`by\` are compared; with output \`append\` or \`complete\` there is no such limit.

\`thresholds\` are lines to compare with. They raise no alert: that is what a Threshold node does.

Like the live table a chart promises nothing, and is there again after a restart, except with durability \`fast\` or after a loss of power.`,
    zh: `\`kind\`：\`line\` 折线、\`area\` 面积、\`bar\` 柱形；\`number\` 以大字显示最新值；\`top\` 显示最新窗口中最大的 \`topN\` 项，例如出现最多的单词。

\`x\` 是事件时间（\`event\`；窗口取其结束时间；没有事件时间时为到达时间）、到达时间（\`arrival\`）或某个字段。\`by\` 按字段的每个取值绘制一个系列：最先出现的 20 个取值各有一个系列，其余的记录计为丢弃，原因为 \`series\`。位置和系列相同的新记录取代旧记录。

图表保留距最新点 \`window\` 以内的内容，每个系列最多 600 个点：在时间轴上，每一步由其中最新的值代表。时间比时钟超前一小时以上的记录不绘制，计为 \`ahead\`；没有位置的记录计为 \`noPlace\`。对仍可能变化的结果（输出方式 \`update\`，或没有聚合）使用 \`top\` 时，最多比较 10000 个 \`by\` 取值；输出方式为 \`append\` 或 \`complete\` 时没有此限制。

\`thresholds\` 是用于对照的线，不会发出告警：告警由阈值节点负责。

与实时表一样，图表不作任何承诺；重启后仍在，持久性为 \`fast\` 或断电之后除外。`,
  },
  config: z.strictObject({
    kind: setting.choice(['line', 'area', 'bar', 'number', 'top'], { title: { en: 'Kind', zh: '类型' } }).default('line'),
    x: setting
      .text({
        title: { en: 'X axis', zh: 'X 轴' },
        help: { en: 'event, arrival, or the name of a field.', zh: 'event、arrival 或字段名。' },
      })
      .min(1)
      .default('event'),
    y: setting.fields({ title: { en: 'Values', zh: '数值' }, help: { en: 'Fields to draw: numbers.', zh: '要绘制的字段：数值。' } }),
    by: setting
      .field({
        title: { en: 'Series by', zh: '系列' },
        help: {
          en: 'One series per value of this field, at most 20; for top: what is compared.',
          zh: '该字段的每个取值一个系列，最多 20 个；top：被比较的对象。',
        },
      })
      .optional(),
    window: setting
      .duration({ title: { en: 'Keep', zh: '保留' }, help: { en: 'How much time the chart shows.', zh: '图表显示的时长。' } })
      .prefault('10m'),
    thresholds: setting
      .list(
        z.strictObject({
          value: setting.number({ title: { en: 'Value', zh: '值' } }),
          label: setting.text({ title: { en: 'Label', zh: '标签' } }).optional(),
          severity: setting.choice(severities, { title: { en: 'Severity', zh: '级别' } }).default('warning'),
        }),
        { title: { en: 'Thresholds', zh: '阈值线' }, help: { en: 'Lines drawn to compare with.', zh: '用于对照的线。' } },
      )
      .default([]),
    topN: setting
      .integer({
        when: { kind: ['top'] },
        title: { en: 'How many', zh: '数量' },
        help: { en: 'top: so many of the greatest.', zh: 'top：显示最大的多少项。' },
      })
      .default(10),
  }),
  ports: { in: ['in'], out: [] },
  contract: { kind: 'sink', class: 'live', replaces: true },
  check: ({ kind, y, by, window, topN }) => [
    ...(y.length === 0 ? [{ path: ['y'], message: 'nothing would be drawn', hint: 'name a field that holds numbers' }] : []),
    ...(kind === 'top' && by === undefined
      ? [{ path: ['by'], message: 'a top chart compares the values of a field', hint: 'for example `by: word`' }]
      : []),
    ...(by !== undefined && y.includes(by) ? [{ path: ['by'], message: `\`${by}\` is drawn already`, hint: 'name another field' }] : []),
    ...(window < 1000 ? [{ path: ['window'], message: 'nobody could read that', hint: 'use 1s or more' }] : []),
    ...(topN < 1 || topN > MOST_TOP ? [{ path: ['topN'], message: `it shows 1 to ${MOST_TOP}`, hint: 'for example 10' }] : []),
  ],
  plan: ({ x, y, by }, { in: input }) => ({
    written: op(
      {
        op: 'sink',
        needs: [
          ...(x === 'event' || x === 'arrival' ? [] : [{ name: x, types: ['timestamp', ...numbers, 'string'] as const, path: ['x'] }]),
          ...(by === undefined ? [] : [{ name: by, path: ['by'] }]),
          ...y.map((name, i) => ({ name, types: numbers, path: ['y', i] })),
        ],
        rest: x === 'event' ? 'time' : 'none',
      },
      input,
    ),
  }),
  examples: [
    {
      title: { en: 'The most frequent words of the newest window', zh: '最新窗口中出现最多的单词' },
      config: { kind: 'top', y: ['n'], by: 'word', x: 'window_start', topN: 2 },
      given: {
        fields: { window_start: 'timestamp', word: 'string', n: 'long' },
        rows: [
          [
            { window_start: 0, word: 'the', n: 9 },
            { window_start: 10_000, word: 'the', n: 4 },
            { window_start: 10_000, word: 'mill', n: 2 },
            { window_start: 10_000, word: 'race', n: 3 },
          ],
        ],
      },
      expect: {
        view: [
          { window_start: 10_000, word: 'the', n: 4 },
          { window_start: 10_000, word: 'race', n: 3 },
        ],
      },
    },
    {
      title: { en: 'Load of each host, with a line at 80 %', zh: '各主机的负载，80% 处有一条线' },
      config: { y: ['cpu'], by: 'host', thresholds: [{ value: 80, label: 'busy' }] },
      given: {
        fields: { ts: 'timestamp', host: 'string', cpu: 'double' },
        time: { field: 'ts', delay: 0 },
        rows: [
          [
            { ts: 1_000, host: 'a', cpu: 12.5 },
            { ts: 1_000, host: 'b', cpu: 91 },
            { ts: 2_000, host: 'a', cpu: 13 },
          ],
        ],
      },
      expect: {
        view: [
          { ts: 1_000, host: 'a', cpu: 12.5 },
          { ts: 1_000, host: 'b', cpu: 91 },
          { ts: 2_000, host: 'a', cpu: 13 },
        ],
      },
    },
    { title: { en: 'The newest total, large', zh: '以大字显示最新总数' }, config: { kind: 'number', y: ['total'], x: 'arrival' } },
  ],
})
