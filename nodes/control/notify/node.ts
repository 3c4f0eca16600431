import { z } from 'zod'
import { setting } from '../../../core/fields.ts'
import { defineNode } from '../../../core/node-type.ts'
import { severities } from '../../../core/severity.ts'

export default defineNode({
  id: 'notify',
  stage: 'control',
  title: { en: 'Notify', zh: '通知' },
  summary: { en: 'Sends alerts of the pipeline to a web address.', zh: '将管道的告警发送到一个网址。' },
  alsoCalled: ['receiver', 'contact point', 'notification', 'webhook'],
  guide: {
    en: `Each alert of the rules in \`on\` (none named = all of the pipeline) is sent to \`url\` as one POST of JSON, signed so that the receiver can check where it comes from. What the receiver does not take is sent again, with growing pauses.

Alerts are on the page in any case; this node is for the time when nobody looks at it.`,
    zh: `\`on\` 中各规则（不填则为管道的所有规则）的每个告警以一次 JSON POST 请求发送到 \`url\`，并带有签名，接收方可据此核对来源。接收方没有收下的会重新发送，等待时间逐渐增加。

告警总会显示在页面上；此节点用于无人查看页面的时候。`,
  },
  config: z.strictObject({
    on: setting
      .list(setting.text({ title: { en: 'Rule', zh: '规则' } }), {
        title: { en: 'Rules', zh: '规则' },
        help: { en: 'Names of rules; none = all of the pipeline.', zh: '规则的名称；不填表示管道的所有规则。' },
      })
      .default([]),
    url: setting.text({
      title: { en: 'Address', zh: '网址' },
      help: { en: 'An http or https address that takes POST.', zh: '接受 POST 的 http 或 https 地址。' },
    }),
    resolved: setting
      .boolean({
        title: { en: 'When it recovers too', zh: '恢复时也通知' },
        help: { en: 'Also send that an alert is over.', zh: '告警结束时也发送。' },
      })
      .default(true),
    severities: setting
      .list(setting.choice(severities, { title: { en: 'Severity', zh: '级别' } }), {
        title: { en: 'Severities', zh: '级别' },
        help: { en: 'Send alerts of these severities only.', zh: '只发送这些级别的告警。' },
      })
      .default([...severities]),
  }),
  ports: { in: [], out: [] },
  check({ url, severities }) {
    const protocol = URL.parse(url)?.protocol
    return [
      ...(protocol === 'http:' || protocol === 'https:'
        ? []
        : [{ path: ['url'], message: 'not a web address', hint: 'write http://… or https://…' }]),
      ...(severities.length === 0
        ? [{ path: ['severities'], message: 'nothing would be sent', hint: 'name a severity, or leave `severities` out' }]
        : []),
    ]
  },
  plan: () => ({}),
  control: ({ on, url, resolved, severities }) => ({ notify: { rules: on, url, resolved, severities } }),
  examples: [
    { title: { en: 'Every alert of the pipeline', zh: '管道的所有告警' }, config: { url: 'https://alerts.example.org/millrace' } },
    {
      title: { en: 'Only what is critical, only when it begins', zh: '只发送严重告警，且只在开始时发送' },
      config: { on: ['busy', 'errors'], url: 'http://127.0.0.1:8125/alerts', resolved: false, severities: ['critical'] },
    },
  ],
})
