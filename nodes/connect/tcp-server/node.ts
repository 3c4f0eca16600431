import { z } from 'zod'
import { setting, tcpSettings } from '../../../core/fields.ts'
import { defineNode } from '../../../core/node-type.ts'
import { type Delivery, op } from '../../../core/plan.ts'

const delivery = (config: { reply: 'off' | 'ok' }): Delivery => (config.reply === 'ok' ? 'redeliver' : 'push')

export default defineNode({
  id: 'tcp-server',
  stage: 'connect',
  title: { en: 'TCP server', zh: 'TCP 服务器' },
  summary: { en: 'Listens on a port and reads lines from everybody who connects.', zh: '监听端口，读取所有连接者发送的文本行。' },
  alsoCalled: ['Flume netcat source', 'ListenTCP', 'netcat server', 'nc -l'],
  guide: {
    en: `Listens on \`bind:port\`. Each connection is read record by record; order is kept per connection. By default only programs on the same machine can connect: set \`bind\` to \`0.0.0.0\` to let others in.

With \`reply: ok\` the sender gets one line \`OK\` for each record **after** the record is in the ingest log on the disk. A sender that repeats what was not answered loses nothing (but may send something twice).

Senders that are too fast are slowed down: the server stops reading from them until the pipeline has caught up.`,
    zh: `监听 \`bind:port\`，逐条读取每个连接的记录，并保持每个连接内的顺序。默认只允许本机程序连接；将 \`bind\` 设为 \`0.0.0.0\` 可允许其他机器连接。

设置 \`reply: ok\` 后，每条记录**写入磁盘上的接收日志之后**，发送方会收到一行 \`OK\`。发送方重发未被应答的内容，就不会丢失数据（但可能重复）。

发送过快的连接会被减速：在管道赶上之前，服务器暂停读取。`,
  },
  config: z.strictObject({
    bind: setting
      .text({
        title: { en: 'Address', zh: '监听地址' },
        help: {
          en: 'The address to listen on; 127.0.0.1 lets in this machine only.',
          zh: '监听的地址；127.0.0.1 只允许本机连接。',
        },
      })
      .default('127.0.0.1'),
    port: setting.port({ title: { en: 'Port', zh: '端口' } }),
    framing: tcpSettings.framing,
    maxFrame: tcpSettings.maxFrame,
    maxConnections: setting
      .integer({
        advanced: true,
        title: { en: 'Most connections', zh: '最大连接数' },
        help: { en: 'Further ones are closed at once and counted.', zh: '超出的连接会立即关闭并计数。' },
      })
      .default(100),
    reply: setting
      .choice(['off', 'ok'], {
        advanced: true,
        title: { en: 'Reply', zh: '应答' },
        help: {
          en: '`ok` answers each record with a line OK once it is in the ingest log.',
          zh: '`ok`：每条记录写入接收日志后回复一行 OK。',
        },
      })
      .default('off'),
  }),
  ports: { in: [], out: ['out'] },
  contract: (config) => ({ kind: 'source', delivery: delivery(config) }),
  restricted: 'network',
  check: (config) =>
    config.maxConnections < 1 ? [{ path: ['maxConnections'], message: 'at least one connection is needed', hint: 'use 1 or more' }] : [],
  plan: (config) => ({ out: op({ op: 'source', delivery: delivery(config), receiver: null, fields: null }) }),
  examples: [
    { title: { en: 'Take lines from programs on this machine', zh: '接收本机程序发送的文本行' }, config: { port: 9999 } },
    {
      title: { en: 'Answer every record, as Flume’s netcat source does', zh: '像 Flume 的 netcat 源那样应答每条记录' },
      config: { port: 44444, reply: 'ok', maxConnections: 20 },
    },
  ],
})
