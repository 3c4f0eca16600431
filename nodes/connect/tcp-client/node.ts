import { z } from 'zod'
import { setting, tcpSettings } from '../../../core/fields.ts'
import { defineNode } from '../../../core/node-type.ts'
import { op } from '../../../core/plan.ts'

export default defineNode({
  id: 'tcp-client',
  stage: 'connect',
  title: { en: 'TCP client', zh: 'TCP 客户端' },
  summary: { en: 'Connects to a server and reads lines from it.', zh: '连接到服务器并逐行读取数据。' },
  alsoCalled: ['netcat client', 'socketTextStream', 'socket source', 'nc'],
  guide: {
    en: `Connects to \`host:port\` and reads what the server sends, record by record. When the connection ends it connects again, after a pause that grows from \`reconnect.initial\` to \`reconnect.max\`.

TCP lines cannot be sent again, so the runtime writes them to its **ingest log** before they are processed: what reached the log is counted exactly once, what was on its way when the process or the connection died is lost. A last line without line break counts when the server ended the connection in order; when the connection broke it is dropped and counted as \`unfinished\`.`,
    zh: `连接到 \`host:port\`，逐条读取服务器发送的记录。连接断开后会重新连接，等待时间从 \`reconnect.initial\` 逐步增加到 \`reconnect.max\`。

TCP 数据无法重发，因此运行时会先写入**接收日志**再处理：写入日志的记录恰好计算一次；进程或连接中断时仍在途中的数据会丢失。服务器正常结束连接时，没有换行符的最后一行仍算一行；连接中断时则丢弃，并计为 \`unfinished\`。`,
  },
  config: z.strictObject({
    host: setting
      .text({ title: { en: 'Host', zh: '主机' }, help: { en: 'Name or address of the server.', zh: '服务器的名称或地址。' } })
      .default('127.0.0.1'),
    port: setting.port({ title: { en: 'Port', zh: '端口' } }),
    framing: tcpSettings.framing,
    maxFrame: tcpSettings.maxFrame,
    connectTimeout: setting
      .duration({
        advanced: true,
        title: { en: 'Connect time-out', zh: '连接超时' },
        help: { en: 'An attempt that takes longer counts as failed.', zh: '超过此时间的连接尝试视为失败。' },
      })
      .prefault('10s'),
    reconnect: tcpSettings.reconnect,
  }),
  ports: { in: [], out: ['out'] },
  contract: { kind: 'source', delivery: 'push' },
  restricted: 'network',
  plan: () => ({ out: op({ op: 'source', delivery: 'push', receiver: null, fields: null }) }),
  examples: [
    { title: { en: 'Read lines from a local server', zh: '从本机服务器读取文本行' }, config: { port: 9999 } },
    {
      title: { en: 'A far server with slow restarts', zh: '重启较慢的远程服务器' },
      config: { host: 'feed.example.org', port: 7000, reconnect: { initial: '5s', max: '2m' } },
    },
  ],
})
