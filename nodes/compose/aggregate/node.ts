import { z } from 'zod'
import { setting } from '../../../core/fields.ts'
import { defineNode } from '../../../core/node-type.ts'
import { aggregateFunctions, op, type Window } from '../../../core/plan.ts'

type WindowConfig = { kind: Window['kind']; size?: number; slide?: number; offset?: number }
type Found = { path: readonly (string | number)[]; message: string; hint?: string }

/** Settings that the kind of window needs and does not have, or has and does not need. */
function windowMistakes(window: WindowConfig): Found[] {
  const needed: readonly string[] = { none: [], tumbling: ['size'], sliding: ['size', 'slide'] }[window.kind]
  const allowed = window.kind === 'none' ? needed : [...needed, 'offset']
  return (['size', 'slide', 'offset'] as const).flatMap((name) => {
    const there = window[name] !== undefined
    if (needed.includes(name) && !there)
      return [{ path: ['window', name], message: `a ${window.kind} window needs \`${name}\``, hint: `for example \`${name}: 10s\`` }]
    if (!allowed.includes(name) && there)
      return [{ path: ['window', name], message: `\`${name}\` means nothing for window kind ${window.kind}`, hint: `take out \`${name}\`` }]
    return []
  })
}

function planned({ kind, size = 0, slide = 0, offset }: WindowConfig): Window {
  if (kind === 'none') return { kind }
  const shifted = offset === undefined ? {} : { offset }
  return kind === 'tumbling' ? { kind, size, ...shifted } : { kind, size, slide, ...shifted }
}

export default defineNode({
  id: 'aggregate',
  stage: 'compose',
  title: { en: 'Aggregate', zh: '聚合' },
  summary: {
    en: 'Counts, sums and compares records per key, in windows of time or for ever.',
    zh: '按键对记录计数、求和、比较，可分时间窗口或持续累计。',
  },
  alsoCalled: [
    'reduce',
    'groupBy',
    'GROUP BY',
    'average',
    'countByWindow',
    'reduceByKeyAndWindow',
    'tumbling window',
    'sliding window',
    'running total',
    'statistics',
  ],
  guide: {
    en: `Groups records by \`keys\` (none = one group) and computes \`aggs\` per group.

**Window.** \`tumbling\`: windows of \`size\`, one after the other. \`sliding\`: windows of \`size\` that begin every \`slide\`, so a record is in several. \`none\`: one result per key over all input. Windows begin at multiples of their slide since 1970 UTC (plus \`offset\`), hold their start and not their end, need an event time in front, and add the fields \`window_start\` and \`window_end\`.

**Output.** \`append\`: a row once, when its window has closed. \`update\`: rows that changed, after each epoch. \`complete\`: the whole table after each epoch. Without a window use \`update\` or \`complete\`.

**Functions.** \`count\` (all records, or with \`field\` those where it is not NULL), \`sum avg min max\`, \`count_distinct\`, \`first\` and \`last\` (by \`order\`, else by event time). NULL is skipped, and is a key like any other.

Records that come after their window closed leave by the port \`late\`.`,
    zh: `按 \`keys\` 分组（不填则为一组），对每组计算 \`aggs\`。

**窗口。**\`tumbling\`：长度为 \`size\` 的窗口依次相接。\`sliding\`：每隔 \`slide\` 开始一个长度为 \`size\` 的窗口，因此一条记录属于多个窗口。\`none\`：对全部输入按键得出一个结果。窗口从 1970 年 UTC 起按滑动步长的整数倍（加 \`offset\`）开始，包含起点、不含终点，之前需要事件时间，并增加字段 \`window_start\` 和 \`window_end\`。

**输出。**\`append\`：窗口关闭时输出一次。\`update\`：每个周期后输出有变化的行。\`complete\`：每个周期后输出整张表。没有窗口时请用 \`update\` 或 \`complete\`。

**函数。**\`count\`（所有记录；指定 \`field\` 时为其非 NULL 的记录）、\`sum avg min max\`、\`count_distinct\`、\`first\` 和 \`last\`（按 \`order\`，否则按事件时间）。NULL 会被跳过，但作为键与其他值相同。

窗口关闭之后到达的记录从 \`late\` 端口离开。`,
  },
  config: z.strictObject({
    keys: setting
      .fields({
        title: { en: 'Keys', zh: '键' },
        help: { en: 'One result per distinct values of these fields.', zh: '这些字段的每组不同取值得出一个结果。' },
      })
      .default([]),
    window: setting
      .group(
        z.strictObject({
          kind: setting.choice(['none', 'tumbling', 'sliding'], { title: { en: 'Kind', zh: '类型' } }).default('none'),
          size: setting
            .duration({
              when: { kind: ['tumbling', 'sliding'] },
              title: { en: 'Size', zh: '长度' },
              help: { en: 'How long a window is.', zh: '窗口的长度。' },
            })
            .optional(),
          slide: setting
            .duration({
              when: { kind: ['sliding'] },
              title: { en: 'Slide', zh: '滑动步长' },
              help: { en: 'sliding: from one begin to the next.', zh: 'sliding：相邻窗口开始时间的间隔。' },
            })
            .optional(),
          offset: setting
            .duration({
              when: { kind: ['tumbling', 'sliding'] },
              title: { en: 'Offset', zh: '偏移' },
              help: { en: 'Shifts where windows begin.', zh: '移动窗口的起点。' },
            })
            .optional(),
        }),
        { title: { en: 'Window', zh: '窗口' } },
      )
      .prefault({}),
    aggs: setting.list(
      z.strictObject({
        name: setting.name({ title: { en: 'Name', zh: '名称' }, help: { en: 'Field of the result.', zh: '结果的字段名。' } }),
        fn: setting.choice(aggregateFunctions, { title: { en: 'Function', zh: '函数' } }),
        field: setting
          .field({
            title: { en: 'Of field', zh: '字段' },
            help: { en: 'What is aggregated; count needs none.', zh: '被聚合的字段；count 可不填。' },
          })
          .optional(),
        order: setting
          .field({
            when: { fn: ['first', 'last'] },
            title: { en: 'Ordered by', zh: '排序依据' },
            help: { en: 'first, last: the field that says which comes first.', zh: 'first、last：决定先后的字段。' },
          })
          .optional(),
      }),
      { title: { en: 'Results', zh: '结果' }, help: { en: 'What to compute per group.', zh: '每组要计算的内容。' } },
    ),
    output: setting
      .choice(['append', 'update', 'complete'], {
        title: { en: 'Output', zh: '输出方式' },
        help: { en: 'Final rows only, changed rows, or the whole table.', zh: '只输出最终行、输出有变化的行，或输出整张表。' },
      })
      .default('append'),
  }),
  ports: { in: ['in'], out: ['out'] },
  check: ({ window, aggs }) => [
    ...windowMistakes(window),
    ...(aggs.length === 0
      ? [{ path: ['aggs'], message: 'nothing is computed', hint: 'for example `aggs: [{ name: n, fn: count }]`' }]
      : []),
    ...aggs.flatMap(({ fn, order }, i) =>
      order !== undefined && fn !== 'first' && fn !== 'last'
        ? [{ path: ['aggs', i, 'order'], message: `\`order\` means nothing for ${fn}`, hint: 'only first and last have an order' }]
        : [],
    ),
  ],
  plan: ({ keys, window, aggs, output }, { in: input }) => ({
    out: op({ op: 'aggregate', keys, window: planned(window), aggs, output }, input),
  }),
  examples: [
    {
      title: { en: 'Count per word in windows of 30 s, every 10 s', zh: '每 10 秒统计过去 30 秒内每个单词的次数' },
      config: { keys: ['word'], window: { kind: 'sliding', size: '30s', slide: '10s' }, aggs: [{ name: 'n', fn: 'count' }] },
      given: {
        fields: { ts: 'timestamp', word: 'string' },
        time: { field: 'ts', delay: 0 },
        rows: [
          [
            { ts: 41_000, word: 'mill' },
            { ts: 55_000, word: 'mill' },
          ],
        ],
      },
      expect: {
        out: [
          { window_start: 20_000, window_end: 50_000, word: 'mill', n: 1 },
          { window_start: 30_000, window_end: 60_000, word: 'mill', n: 2 },
          { window_start: 40_000, window_end: 70_000, word: 'mill', n: 2 },
          { window_start: 50_000, window_end: 80_000, word: 'mill', n: 1 },
        ],
      },
    },
    {
      title: { en: 'Per minute; late records leave by `late`', zh: '按分钟统计；迟到记录从 late 端口离开' },
      config: { window: { kind: 'tumbling', size: '1m' }, aggs: [{ name: 'total', fn: 'sum', field: 'price' }] },
      given: {
        fields: { ts: 'timestamp', price: 'long' },
        time: { field: 'ts', delay: 0 },
        rows: [
          [
            { ts: 60_000, price: 5 },
            { ts: 61_000, price: 7 },
          ],
          [{ ts: 180_000, price: 1 }],
          [{ ts: 190_000, price: 1 }],
          [{ ts: 62_000, price: 9 }],
        ],
      },
      expect: {
        out: [
          { window_start: 60_000, window_end: 120_000, total: 12 },
          { window_start: 180_000, window_end: 240_000, total: 2 },
        ],
        ports: { late: [{ ts: 62_000, price: 9 }] },
      },
    },
    {
      title: { en: 'Running total per user', zh: '每个用户的累计值' },
      config: {
        keys: ['user'],
        aggs: [
          { name: 'n', fn: 'count' },
          { name: 'best', fn: 'max', field: 'points' },
        ],
        output: 'update',
      },
      given: {
        fields: { user: 'string', points: 'long' },
        rows: [
          [
            { user: 'ann', points: 3 },
            { user: 'bob', points: 8 },
          ],
          [{ user: 'ann', points: 5 }],
        ],
      },
      expect: {
        out: [
          { user: 'ann', n: 1, best: 3 },
          { user: 'bob', n: 1, best: 8 },
          { user: 'ann', n: 2, best: 5 },
        ],
      },
    },
  ],
})
