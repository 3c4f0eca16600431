import { z } from 'zod'
import { setting } from '../../../core/fields.ts'
import { defineNode } from '../../../core/node-type.ts'
import { type Flow, op } from '../../../core/plan.ts'

const OTHERWISE = 'otherwise'
const PORT = /^[a-z][a-z0-9-]*$/
const taken = ['in', OTHERWISE, 'errors', 'late', 'written', 'rejected']

export default defineNode({
  id: 'route',
  stage: 'compose',
  title: { en: 'Route', zh: '分流' },
  summary: { en: 'Sends each record to the ports whose expression is true.', zh: '将每条记录发送到表达式为真的端口。' },
  alsoCalled: ['switch', 'multiplexing', 'RouteOnAttribute', 'split stream', 'branch', 'side output'],
  guide: {
    en: `Each entry of \`ports\` is an out-port and its condition. \`mode: first\` sends a record to the first port whose condition is true, \`all\` to each of them. A record for which none is true (false or NULL) leaves by the port \`otherwise\`.

In the pipeline file a port is named behind the node: \`sort.errors5xx -> file\`.`,
    zh: `\`ports\` 的每一项是一个输出端口及其条件。\`mode: first\` 将记录发送到第一个条件为真的端口，\`all\` 发送到所有条件为真的端口。没有条件为真（为假或 NULL）的记录从 \`otherwise\` 端口离开。

在管道文件中，端口写在节点之后：\`sort.errors5xx -> file\`。`,
  },
  config: z.strictObject({
    ports: setting.expressions({
      title: { en: 'Ports', zh: '端口' },
      help: { en: 'Name and condition of each out-port.', zh: '每个输出端口的名称和条件。' },
    }),
    mode: setting
      .choice(['first', 'all'], {
        title: { en: 'A record goes to', zh: '记录发送到' },
        help: { en: 'The first port that fits, or all of them.', zh: '第一个符合的端口，或所有符合的端口。' },
      })
      .default('first'),
  }),
  ports: ({ ports }) => ({ in: ['in'], out: [...Object.keys(ports), OTHERWISE] }),
  check: ({ ports }) => [
    ...(Object.keys(ports).length === 0
      ? [{ path: ['ports'], message: 'there is no port', hint: 'for example `ports: { big: n > 100 }`' }]
      : []),
    ...Object.keys(ports).flatMap((name) => {
      if (taken.includes(name)) return [{ path: ['ports', name], message: `the name \`${name}\` is taken`, hint: 'choose another name' }]
      if (!PORT.test(name))
        return [{ path: ['ports', name], message: `\`${name}\` cannot name a port`, hint: 'use a to z, 0 to 9 and -, a letter first' }]
      return []
    }),
  ],
  plan({ ports, mode }, { in: input }) {
    const flows: Record<string, Flow> = {}
    let rest = input
    for (const [name, text] of Object.entries(ports)) {
      const path = ['ports', name]
      flows[name] = op({ op: 'filter', where: { text, path } }, mode === 'first' ? rest : input)
      rest = op({ op: 'filter', where: { text: `NOT coalesce(${text}, false)`, path } }, rest)
    }
    return { ...flows, [OTHERWISE]: rest }
  },
  examples: [
    {
      title: { en: 'By status', zh: '按状态分流' },
      config: { ports: { broken: 'status >= 500', refused: 'status >= 400' } },
      given: { fields: { status: 'long' }, rows: [[{ status: 200 }, { status: 404 }, { status: 503 }, { status: null }]] },
      expect: { ports: { broken: [{ status: 503 }], refused: [{ status: 404 }], otherwise: [{ status: 200 }, { status: null }] } },
    },
    {
      title: { en: 'To every port that fits', zh: '发送到所有符合的端口' },
      config: { ports: { even: 'n % 2 = 0', big: 'n > 10' }, mode: 'all' },
      given: { fields: { n: 'long' }, rows: [[{ n: 3 }, { n: 4 }, { n: 12 }]] },
      expect: { ports: { even: [{ n: 4 }, { n: 12 }], big: [{ n: 12 }], otherwise: [{ n: 3 }] } },
    },
  ],
})
