import { z } from 'zod'
import { ruleMistakes, ruleSettings } from '../../../core/alert.ts'
import { defineNode } from '../../../core/node-type.ts'

export default defineNode({
  id: 'threshold',
  stage: 'control',
  title: { en: 'Threshold', zh: '阈值' },
  summary: {
    en: 'Raises an alert when a figure is above or below a level, or when nothing comes.',
    zh: '当数值高于或低于某个水平，或没有数据时发出告警。',
  },
  alsoCalled: ['alert rule', 'metric rule', 'data rule', 'MonitorActivity', 'deadman', 'monitor'],
  guide: {
    en: `Watches one of

- \`metric\`: what the runtime measures of a node, a wire or the whole pipeline, such as \`latency.p99\` or \`errors\`;
- \`field\`: a field of the records that leave a node, such as \`cpu\`; of a second's records the worst counts;
- \`silence\`: that no record leaves for so long.

A figure beyond \`above\` or \`below\` makes the rule **pending**; once that has lasted for the time \`for\` it is **firing**. It stops when the figure is back at \`recover\`: a level a little inside the threshold keeps an alert from flapping. Then it stays **recovering** for the time \`keepFiring\` before it is normal again.

The node's id is the name of the rule. A rule changes nothing of what the pipeline computes. Alerts appear on the page; a Notify node sends them elsewhere.`,
    zh: `监视以下之一：

- \`metric\`：运行时测量的节点、连线或整个管道的指标，例如 \`latency.p99\` 或 \`errors\`；
- \`field\`：离开节点的记录的某个字段，例如 \`cpu\`；每秒取最坏的值；
- \`silence\`：这么长时间没有记录离开。

数值越过 \`above\` 或 \`below\` 时，规则进入**待定**；持续达到 \`for\` 的时长后**触发**。数值回到 \`recover\` 时结束：把恢复水平设在阈值之内一点，可以避免告警反复。随后在 \`keepFiring\` 的时长内保持**恢复中**，然后恢复正常。

节点的 id 就是规则的名称。规则不影响管道的计算结果。告警显示在页面上；通知节点可将其发送到别处。`,
  },
  config: z.strictObject(ruleSettings),
  ports: { in: [], out: [] },
  check: ruleMistakes,
  plan: () => ({}),
  control: (rule) => ({ rule }),
  examples: [
    {
      title: { en: 'The CPU is busy for five seconds', zh: 'CPU 连续五秒繁忙' },
      config: { on: 'host', field: 'cpu', above: 80, recover: 70, for: '5s', message: `CPU at \${value} %` },
    },
    {
      title: { en: 'Results come too late', zh: '结果过慢' },
      config: { metric: 'latency.p99', above: 2000, for: '10s', severity: 'critical' },
    },
    {
      title: { en: 'A sensor has gone quiet', zh: '传感器没有数据' },
      config: { on: 'lines', silence: '30s', message: 'No readings for half a minute', runbook: 'Look at the cable first.' },
    },
  ],
})
