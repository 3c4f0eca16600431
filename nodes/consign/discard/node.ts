import { z } from 'zod'
import { defineNode } from '../../../core/node-type.ts'
import { op } from '../../../core/plan.ts'

export default defineNode({
  id: 'discard',
  stage: 'consign',
  title: { en: 'Discard', zh: '丢弃' },
  summary: { en: 'Counts records and throws them away.', zh: '对记录计数后丢弃。' },
  alsoCalled: ['null sink', 'blackhole', '/dev/null', 'void'],
  guide: {
    en: 'For measurements, and for ports whose records nobody needs: what ends here is counted, never silently lost.',
    zh: '用于测量，以及没有人需要其记录的端口：到这里的记录会被计数，不会悄悄丢失。',
  },
  config: z.strictObject({}),
  ports: { in: ['in'], out: [] },
  contract: { kind: 'sink', class: 'none', replaces: true },
  plan: (_, { in: input }) => ({ written: op({ op: 'sink' }, input) }),
  examples: [
    {
      title: { en: 'Count only', zh: '只计数' },
      config: {},
      given: { fields: { n: 'long' }, rows: [[{ n: 1 }]] },
      expect: { files: {} },
    },
  ],
})
