import { z } from 'zod'
import { setting, tcpSettings } from '../../../core/fields.ts'
import { defineNode } from '../../../core/node-type.ts'
import { op } from '../../../core/plan.ts'

export default defineNode({
  id: 'socket',
  stage: 'consume',
  title: { en: 'Socket', zh: '套接字' },
  summary: { en: 'Sends records as lines over TCP, to whoever connects or to a server.', zh: '通过 TCP 将记录按行发送给连接者或服务器。' },
  alsoCalled: ['netcat', 'writeToSocket', 'PutTCP', 'nc'],
  guide: {
    en: `\`mode: listen\` waits for clients on \`host:port\` and sends every record to all of them; \`connect\` connects to a server, again and again if need be. By default only this machine can connect.

While nobody is connected, \`whenNoClient: wait\` holds the records back, and with them the pipeline; \`drop\` throws them away and counts them. A client that reads slowly slows the pipeline down.

TCP cannot say whether a client processed what it got: after a crash the last epoch may be sent twice.`,
    zh: `\`mode: listen\` 在 \`host:port\` 等待客户端，并将每条记录发送给所有客户端；\`connect\` 连接到服务器，必要时反复重连。默认只允许本机连接。

没有客户端时，\`whenNoClient: wait\` 暂留记录，管道也随之等待；\`drop\` 丢弃记录并计数。读取缓慢的客户端会使管道变慢。

TCP 无法得知客户端是否处理了数据：崩溃之后，最后一个周期可能发送两次。`,
  },
  config: z.strictObject({
    mode: setting
      .choice(['listen', 'connect'], {
        title: { en: 'Mode', zh: '方式' },
        help: { en: 'Wait for clients, or connect to a server.', zh: '等待客户端，或连接到服务器。' },
      })
      .default('listen'),
    host: setting
      .text({ title: { en: 'Host', zh: '主机' }, help: { en: 'Address to listen on or to connect to.', zh: '监听或连接的地址。' } })
      .default('127.0.0.1'),
    port: setting.port({ title: { en: 'Port', zh: '端口' } }),
    framing: tcpSettings.framing,
    format: setting
      .choice(['jsonl', 'csv', 'text'], {
        title: { en: 'Format', zh: '格式' },
        help: { en: 'text = one field, as it is.', zh: 'text：原样发送一个字段。' },
      })
      .default('jsonl'),
    field: setting
      .field({
        when: { format: ['text'] },
        title: { en: 'Field', zh: '字段' },
        help: { en: 'text: the field to send.', zh: 'text：要发送的字段。' },
      })
      .default('text'),
    timestamps: setting.choice(['ms', 'iso'], { advanced: true, title: { en: 'Timestamps', zh: '时间戳' } }).default('ms'),
    whenNoClient: setting
      .choice(['wait', 'drop'], {
        title: { en: 'When nobody is connected', zh: '无人连接时' },
        help: { en: 'Hold records back, or throw them away and count them.', zh: '暂留记录，或丢弃并计数。' },
      })
      .default('wait'),
    reconnect: tcpSettings.reconnect,
  }),
  ports: { in: ['in'], out: [] },
  contract: { kind: 'sink', class: 'plain', replaces: false },
  restricted: 'network',
  plan: ({ format, field }, { in: input }) => ({
    written: op(format === 'text' ? { op: 'sink', needs: [{ name: field, path: ['field'] }], rest: 'none' } : { op: 'sink' }, input),
  }),
  examples: [
    { title: { en: 'Serve lines to netcat', zh: '向 netcat 提供文本行' }, config: { port: 9990, format: 'text' } },
    { title: { en: 'Send JSON to a server', zh: '向服务器发送 JSON' }, config: { mode: 'connect', host: 'sink.example.org', port: 7001 } },
  ],
})
