import { z } from 'zod'
import { setting } from '../../../core/fields.ts'
import { defineNode } from '../../../core/node-type.ts'
import { op } from '../../../core/plan.ts'

export default defineNode({
  id: 'event-time',
  stage: 'collect',
  title: { en: 'Event time', zh: '事件时间' },
  summary: {
    en: 'Says when each record happened, and how long to wait for late ones.',
    zh: '规定每条记录发生的时间，以及等待迟到记录的时长。',
  },
  alsoCalled: ['watermark generator', 'withWatermark', 'timestamp assigner', 'timestamp extractor'],
  guide: {
    en: `Windows need to know **when** a record happened.

- \`from: arrival\`: when it arrived. Nothing is ever late, windows close by the clock.
- \`field: ts\`: what the field says (a timestamp, or a long of epoch milliseconds). The **watermark** follows the greatest time seen, minus \`delay\`; a window closes when the watermark has passed its end, so \`delay\` is how much disorder the results wait for. Later records leave by the port \`late\` of the window.

A record more than \`maxAhead\` ahead of the clock does not move the watermark, so that one wrong clock cannot close all windows.`,
    zh: `窗口需要知道记录**何时**发生。

- \`from: arrival\`：到达的时间。不会有迟到记录，窗口按时钟关闭。
- \`field: ts\`：字段的值（timestamp，或毫秒时间戳 long）。**水位线**等于已见的最大时间减去 \`delay\`；水位线越过窗口结束时间时窗口关闭，因此 \`delay\` 就是结果为乱序数据等待的时长。更晚的记录从窗口的 \`late\` 端口离开。

比时钟超前 \`maxAhead\` 以上的记录不会推动水位线，这样一个错误的时钟不会关闭所有窗口。`,
  },
  config: z.strictObject({
    from: setting
      .choice(['arrival', 'field'], {
        title: { en: 'Time is', zh: '时间来源' },
        help: {
          en: 'When the record arrived, or a field; with `field` set it may be left out.',
          zh: '记录到达的时间，或某个字段；设置了 `field` 时可省略。',
        },
      })
      .optional(),
    field: setting
      .field({
        title: { en: 'Field', zh: '字段' },
        help: { en: 'A timestamp, or a long of epoch milliseconds.', zh: 'timestamp，或毫秒时间戳 long。' },
      })
      .optional(),
    delay: setting
      .duration({
        title: { en: 'Delay', zh: '延迟' },
        help: { en: 'How long windows wait for late records.', zh: '窗口等待迟到记录的时长。' },
      })
      .prefault('0s'),
    maxAhead: setting
      .duration({
        advanced: true,
        title: { en: 'Furthest ahead', zh: '最大超前' },
        help: {
          en: 'A time further ahead of the clock does not move the watermark; null = no limit.',
          zh: '比时钟超前更多的时间不会推动水位线；null 表示不限。',
        },
      })
      .nullable()
      .prefault('1h'),
  }),
  ports: { in: ['in'], out: ['out'] },
  check({ from, field, delay }) {
    if (from === 'arrival' && field !== undefined)
      return [{ path: ['field'], message: 'the time is either the arrival or a field', hint: 'take out `from` or `field`' }]
    if (from === 'field' && field === undefined)
      return [{ path: ['field'], message: 'the field that holds the time is missing', hint: 'write `field: NAME`, or `from: arrival`' }]
    if (field === undefined && delay > 0)
      return [{ path: ['delay'], message: 'records never arrive late, so there is nothing to wait for', hint: 'take out `delay`' }]
    return []
  },
  plan: ({ field, delay, maxAhead }, { in: input }) => ({
    out:
      field === undefined
        ? op({ op: 'time', from: { arrival: true }, delay: 0, maxAhead: null }, input)
        : op({ op: 'time', from: { field }, delay, maxAhead }, input),
  }),
  examples: [
    { title: { en: 'When it arrived', zh: '到达时间' }, config: { from: 'arrival' } },
    {
      title: { en: 'A field, four seconds of disorder', zh: '取自字段，允许四秒乱序' },
      config: { field: 'ts', delay: '4s' },
      given: {
        fields: { ts: 'timestamp', n: 'long' },
        rows: [
          [
            { ts: 1000, n: 1 },
            { ts: 500, n: 2 },
          ],
        ],
      },
      expect: {
        out: [
          { ts: 1000, n: 1 },
          { ts: 500, n: 2 },
        ],
      },
    },
  ],
})
