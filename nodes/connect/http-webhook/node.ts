import { z } from 'zod'
import { setting } from '../../../core/fields.ts'
import { defineNode } from '../../../core/node-type.ts'
import { op } from '../../../core/plan.ts'
import { secretNamed } from '../../../core/secret.ts'

const MOST_BODY = 64 * 1024 * 1024

type SignIn = { kind: 'none' | 'basic' | 'bearer' | 'hmac'; value?: string }

function signInMistakes({ kind, value }: SignIn) {
  const path = ['signIn', 'value']
  if (kind === 'none')
    return value === undefined ? [] : [{ path, message: 'nothing is asked of senders', hint: 'set `signIn.kind`, or take it out' }]
  if (value === undefined || value === '')
    return [{ path, message: `sign-in \`${kind}\` needs a value`, hint: `for example \${secret.WEBHOOK}` }]
  const unknown = secretNamed(value) !== null // checked when the run starts
  return kind === 'basic' && !unknown && !value.includes(':')
    ? [{ path, message: 'not a name and a password', hint: 'write NAME:PASSWORD' }]
    : []
}

export default defineNode({
  id: 'http-webhook',
  stage: 'connect',
  title: { en: 'HTTP webhook', zh: 'HTTP 接收' },
  summary: { en: 'Takes records that others send by HTTP requests.', zh: '接收他人通过 HTTP 请求发送的记录。' },
  alsoCalled: ['ListenHTTP', 'http_server', 'Flume HTTPSource', 'HandleHttpRequest', 'REST endpoint', 'POST requests'],
  guide: {
    en: `Listens on \`bind:port\` and takes requests to \`path\`:

| Content-Type | becomes |
| --- | --- |
| \`application/json\` | an object: one record; an array of objects: one record each |
| \`application/x-ndjson\`, \`application/jsonl\` | one record per line, each a JSON object |
| \`text/plain\` | one record per line, as it is |

A Decode node behind it says which fields to read. The body is UTF-8; all of it is taken, or nothing.

**The answer** is sent when the records are safe. \`ack: received\`: \`202\`, once they are in the ingest log. \`ack: processed\`: \`200\`, once the epoch that they are in is committed; there is no ingest log then, because a sender without an answer sends again. Both carry \`{"records": n}\`.

Whoever gets no answer, or \`503\`, sends again, so a record may come twice. A sender that gives each request its own \`Idempotency-Key\` avoids that: a key that was seen within \`idempotencyWindow\` is answered with \`200\` and \`"duplicate": true\` and not taken again. The keys are kept **in memory**, at most 100,000: a restart forgets them, so right after one a repeated request may be taken twice.

| answer | why |
| --- | --- |
| \`400\` | not UTF-8, not JSON, nothing in it |
| \`401\` | sign-in is missing or wrong |
| \`403\` | the request comes from a web page |
| \`404\`, \`405\`, \`415\` | another path, method, type of content |
| \`413\` | more than \`maxBody\` |
| \`422\` | an \`Idempotency-Key\` that was used for another body |
| \`429\` | more than \`rate\` requests in a second |
| \`503\` | the pipeline is held up, or stopping |

\`429\` and \`503\` say in \`Retry-After\` when to try again. What was refused because it was too much, too large, wrong or a duplicate is counted as dropped.

**Sign-in.** \`basic\`: \`value\` is \`NAME:PASSWORD\`. \`bearer\`: the token. \`hmac\`: the key with which the sender signs the body; the header \`signIn.header\` holds \`sha256=\` and the HMAC-SHA256 in hexadecimal digits. By default only programs of this machine can connect; before you set \`bind\` to let in others, set a sign-in. The connection is not encrypted. Keep \`value\` as a secret and name it, as \`\${secret.NAME}\`: what stands in the pipeline itself can be read by whoever sees the pipeline. Under \`millrace run\`, without a server, it can come from the environment, as \`\${env.NAME}\`.`,
    zh: `监听 \`bind:port\`，接收发往 \`path\` 的请求：

| Content-Type | 成为 |
| --- | --- |
| \`application/json\` | 一个对象：一条记录；对象数组：每个对象一条记录 |
| \`application/x-ndjson\`、\`application/jsonl\` | 每行一条记录，每行是一个 JSON 对象 |
| \`text/plain\` | 每行一条记录，保持原样 |

其后的解码节点规定读取哪些字段。正文为 UTF-8；要么全部接收，要么全部拒绝。

**应答**在记录安全之后发送。\`ack: received\`：写入接收日志后应答 \`202\`。\`ack: processed\`：所在周期提交后应答 \`200\`；此时没有接收日志，因为没有得到应答的发送方会重发。两者都带有 \`{"records": n}\`。

没有得到应答或得到 \`503\` 的发送方会重发，因此记录可能重复。发送方为每个请求设置不同的 \`Idempotency-Key\` 即可避免：在 \`idempotencyWindow\` 内出现过的键以 \`200\` 和 \`"duplicate": true\` 应答，不再接收。这些键保存在**内存**中，最多 100000 个：重启后即丢失，因此刚重启时重复的请求可能被接收两次。

| 应答 | 原因 |
| --- | --- |
| \`400\` | 不是 UTF-8、不是 JSON、没有内容 |
| \`401\` | 缺少身份验证或验证失败 |
| \`403\` | 请求来自网页 |
| \`404\`、\`405\`、\`415\` | 路径、方法、内容类型不符 |
| \`413\` | 超过 \`maxBody\` |
| \`422\` | \`Idempotency-Key\` 已用于另一个正文 |
| \`429\` | 一秒内的请求数超过 \`rate\` |
| \`503\` | 管道受阻或正在停止 |

\`429\` 和 \`503\` 的 \`Retry-After\` 说明何时重试。因过多、过大、有误或重复而拒绝的内容计为丢弃。

**身份验证。**\`basic\`：\`value\` 为 \`用户名:密码\`。\`bearer\`：令牌。\`hmac\`：发送方为正文签名所用的密钥；请求头 \`signIn.header\` 为 \`sha256=\` 加十六进制的 HMAC-SHA256。默认只允许本机程序连接；修改 \`bind\` 让其他机器连接之前，请先设置身份验证。连接不加密。请把 \`value\` 存为密钥并引用其名称，写作 \`\${secret.名称}\`：直接写在管道中的内容，能查看管道的人都能读到。不使用服务器而用 \`millrace run\` 时，可以取自环境变量，写作 \`\${env.名称}\`。`,
  },
  config: z.strictObject({
    bind: setting
      .text({
        title: { en: 'Address', zh: '监听地址' },
        help: { en: 'The address to listen on; 127.0.0.1 lets in this machine only.', zh: '监听的地址；127.0.0.1 只允许本机连接。' },
      })
      .default('127.0.0.1'),
    port: setting.port({ title: { en: 'Port', zh: '端口' } }),
    path: setting
      .text({ title: { en: 'Path', zh: '路径' }, help: { en: 'Of the address that takes requests.', zh: '接收请求的地址路径。' } })
      .default('/'),
    methods: setting
      .list(setting.choice(['POST', 'PUT', 'PATCH'], { title: { en: 'Method', zh: '方法' } }), {
        advanced: true,
        title: { en: 'Methods', zh: '方法' },
      })
      .default(['POST']),
    signIn: setting
      .group(
        z.strictObject({
          kind: setting.choice(['none', 'basic', 'bearer', 'hmac'], { title: { en: 'Kind', zh: '类型' } }).default('none'),
          value: setting
            .secret({
              when: { kind: ['basic', 'bearer', 'hmac'] },
              title: { en: 'Secret', zh: '密钥' },
              help: { en: 'NAME:PASSWORD, the token, or the key of the signature.', zh: '用户名:密码、令牌或签名密钥。' },
            })
            .optional(),
          header: setting
            .text({
              when: { kind: ['hmac'] },
              title: { en: 'Header', zh: '请求头' },
              help: { en: 'hmac: the header that holds the signature.', zh: 'hmac：存放签名的请求头。' },
            })
            .default('x-signature-256'),
        }),
        { title: { en: 'Sign-in', zh: '身份验证' }, help: { en: 'What senders must show.', zh: '发送方需出示的凭据。' } },
      )
      .prefault({}),
    ack: setting
      .choice(['received', 'processed'], {
        advanced: true,
        title: { en: 'Answer once', zh: '应答时机' },
        help: { en: 'The records are in the ingest log, or their epoch is committed.', zh: '记录写入接收日志后，或所在周期提交后。' },
      })
      .default('received'),
    maxBody: setting
      .size({
        advanced: true,
        title: { en: 'Largest body', zh: '最大正文' },
        help: { en: 'A larger request is refused.', zh: '更大的请求会被拒绝。' },
      })
      .prefault('1MiB'),
    rate: setting
      .integer(
        {
          advanced: true,
          title: { en: 'Most per second', zh: '每秒上限' },
          help: { en: 'Requests taken per second; 0 = no limit.', zh: '每秒接收的请求数；0 表示不限。' },
        },
        'requests/s',
      )
      .default(0),
    idempotencyWindow: setting
      .duration({
        advanced: true,
        title: { en: 'Remember keys for', zh: '键的保留时长' },
        help: {
          en: 'A request whose Idempotency-Key was seen within this time is not taken again.',
          zh: '在此时间内出现过的 Idempotency-Key 不再接收。',
        },
      })
      .prefault('10m'),
  }),
  ports: { in: [], out: ['out'] },
  contract: { kind: 'source', delivery: 'redeliver' },
  restricted: 'network',
  check: ({ path, methods, signIn, maxBody, rate }) => [
    ...(/^\/[^?#\s]*$/.test(path) ? [] : [{ path: ['path'], message: 'not the path of an address', hint: 'for example /events' }]),
    ...(methods.length === 0 ? [{ path: ['methods'], message: 'no request would be taken', hint: 'for example `methods: [POST]`' }] : []),
    ...(maxBody < 1 || maxBody > MOST_BODY
      ? [{ path: ['maxBody'], message: 'a body may have 1 byte to 64 MiB', hint: 'for example 1MiB' }]
      : []),
    ...(rate < 0 ? [{ path: ['rate'], message: 'a rate cannot be negative', hint: '0 = no limit' }] : []),
    ...signInMistakes(signIn),
  ],
  plan: ({ ack }) => ({
    out: op({ op: 'source', delivery: 'redeliver', receiver: ack === 'processed' ? { reliable: false } : null, fields: null }),
  }),
  examples: [
    { title: { en: 'Take events from programs on this machine', zh: '接收本机程序发送的事件' }, config: { port: 8088, path: '/events' } },
    {
      title: { en: 'Signed requests, answered when they are processed', zh: '带签名的请求，处理完成后应答' },
      config: {
        port: 8088,
        path: '/hooks/orders',
        signIn: { kind: 'hmac', value: `\${secret.ORDERS_KEY}`, header: 'x-hub-signature-256' },
        ack: 'processed',
        rate: 100,
      },
    },
  ],
})
