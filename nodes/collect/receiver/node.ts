import { z } from 'zod'
import { setting } from '../../../core/fields.ts'
import { defineNode } from '../../../core/node-type.ts'
import { durabilities, type Expression, type OpBody, op } from '../../../core/plan.ts'

type Source = Extract<OpBody<Expression>, { op: 'source' }>

export default defineNode({
  id: 'receiver',
  stage: 'collect',
  title: { en: 'Receiver', zh: '接收器' },
  summary: { en: 'Says how what a source sends is kept until it is processed.', zh: '规定数据源发来的数据在处理之前如何保存。' },
  alsoCalled: ['Spark receiver', 'source runner', 'write-ahead log', 'ingest log'],
  bytes: true,
  guide: {
    en: `Stands right behind a source. A source that cannot send again (a socket) gets an **ingest log**: what arrives is written to the disk before it is acknowledged or processed, and is read from there after a crash. \`reliable: false\` leaves the log out: less to write, but what was taken and not yet processed is lost with the process.

Sources that can be read again from a position (files, the generator) need no log; the node changes nothing for them. A source without a receiver gets the default one.`,
    zh: `紧接在数据源之后。无法重发的数据源（例如套接字）会有一个**接收日志**：到达的数据先写入磁盘，然后才确认或处理，崩溃后从日志读取。\`reliable: false\` 不使用日志：写入更少，但已接收而未处理的数据会随进程一起丢失。

可以从某个位置重新读取的数据源（文件、生成器）不需要日志，此节点对它们没有影响。没有接收器的数据源使用默认接收器。`,
  },
  config: z.strictObject({
    reliable: setting
      .boolean({
        title: { en: 'Reliable', zh: '可靠' },
        help: { en: 'Write what arrives to the ingest log first.', zh: '先将到达的数据写入接收日志。' },
      })
      .default(true),
    durability: setting
      .choice(durabilities, {
        advanced: true,
        title: { en: 'Durability', zh: '持久性' },
        help: {
          en: 'When the log is synced to the disk; unset = as the pipeline.',
          zh: '日志何时同步到磁盘；不设置则与管道相同。',
        },
      })
      .optional(),
  }),
  ports: { in: ['in'], out: ['out'] },
  check: (config) =>
    !config.reliable && config.durability !== undefined
      ? [
          {
            path: ['durability'],
            message: 'without the ingest log there is nothing to make durable',
            hint: 'take out `durability`, or set `reliable: true`',
          },
        ]
      : [],
  plan({ reliable, durability }, { in: input }) {
    const { body, inputs } = input.op
    if (body.op === 'source') return { out: op(received(body)) }
    // some sources come with a decoder of their own
    const source = inputs[0]?.op.body
    return { out: body.op === 'decode' && source?.op === 'source' ? op(body, op(received(source))) : input }

    function received(source: Source): Source {
      const needsNone = source.receiver?.reliable === false // it acknowledges what is committed, and nothing before
      return { ...source, receiver: { reliable: reliable && !needsNone, ...(durability === undefined ? {} : { durability }) } }
    }
  },
  examples: [
    { title: { en: 'Log before processing', zh: '先记日志再处理' }, config: {} },
    { title: { en: 'Sync the log twice a second', zh: '每秒同步日志两次' }, config: { durability: 'relaxed' } },
  ],
})
