import { z } from 'zod'
import { defineNode } from '../../../core/node-type.ts'
import { op } from '../../../core/plan.ts'

export default defineNode({
  id: 'union',
  stage: 'compose',
  title: { en: 'Union', zh: '合并' },
  summary: { en: 'Joins several streams of records into one, as they arrive.', zh: '将多条记录流按到达顺序合并为一条。' },
  alsoCalled: ['Funnel', 'merge', 'fan-in', 'UNION ALL'],
  guide: {
    en: `Fields are matched **by name**; a field that one stream does not have is NULL there, and a name must have the same type everywhere. Nothing is removed as a duplicate. Order is kept per stream.

Every in-port takes several wires in the same way, so this node is only needed to make the place visible.`,
    zh: `字段**按名称**对应；某条流没有的字段在该流中为 NULL，同名字段的类型必须一致。不会去除重复。每条流内的顺序保持不变。

每个输入端口都能以同样方式接受多条连线，因此只有在需要让合并处清晰可见时才用此节点。`,
  },
  config: z.strictObject({}),
  ports: { in: ['in'], out: ['out'] },
  plan: (_, { in: input }) => ({ out: op({ op: 'union' }, input) }),
  examples: [
    {
      title: { en: 'Pass on what arrives', zh: '传递到达的记录' },
      config: {},
      given: { fields: { n: 'long' }, rows: [[{ n: 1 }], [{ n: 2 }]] },
      expect: { out: [{ n: 1 }, { n: 2 }] },
    },
  ],
})
