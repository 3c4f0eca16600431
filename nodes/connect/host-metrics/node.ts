import { z } from 'zod'
import { setting } from '../../../core/fields.ts'
import { defineNode } from '../../../core/node-type.ts'
import { op } from '../../../core/plan.ts'
import type { FieldType } from '../../../core/shape.ts'

const groups = ['cpu', 'memory', 'disk', 'network'] as const
type Config = Record<(typeof groups)[number], boolean>

const groupFields: Record<(typeof groups)[number], Record<string, FieldType>> = {
  cpu: { cpu: 'double', load1: 'double' },
  memory: { memory_used: 'long', memory_total: 'long', memory_percent: 'double' },
  disk: { disk_used: 'long', disk_total: 'long', disk_percent: 'double' },
  network: { net_rx: 'double', net_tx: 'double' },
}

/** The fields of a record, in their order. */
const fieldsOf = (config: Config): Record<string, FieldType> =>
  Object.assign({ ts: 'timestamp', host: 'string' }, ...groups.filter((group) => config[group]).map((group) => groupFields[group]))

export default defineNode({
  id: 'host-metrics',
  stage: 'connect',
  title: { en: 'This machine', zh: '本机指标' },
  summary: {
    en: 'Measures CPU, memory, disk and network of the machine, again and again.',
    zh: '定期测量本机的 CPU、内存、磁盘和网络。',
  },
  alsoCalled: ['system metrics', 'node exporter', 'cpu', 'top', 'vmstat'],
  guide: {
    en: `Yields one decoded record each \`every\`, on the full second:

- \`ts\`, \`host\`: when, and the name of the machine;
- \`cpu\`: busy share of all cores since the record before, 0 to 100; \`load1\`: the load average of a minute;
- \`memory_used\`, \`memory_total\` (bytes), \`memory_percent\`: what programs hold, without caches that can be given back;
- \`disk_used\`, \`disk_total\` (bytes), \`disk_percent\`: of the disk that holds \`diskPath\`;
- \`net_rx\`, \`net_tx\`: bytes per second received and sent since the record before, by all interfaces but the loopback.

A figure that the machine does not offer is NULL (load on Windows, network outside Linux). Inside a container CPU and memory are those of the whole machine.

A tick that was missed, because the pipeline was held up or stopped, is not made up for.`,
    zh: `每隔 \`every\` 在整秒时刻输出一条解码后的记录：

- \`ts\`、\`host\`：时间和机器名；
- \`cpu\`：自上一条记录以来所有核心的忙碌比例，0 到 100；\`load1\`：一分钟平均负载；
- \`memory_used\`、\`memory_total\`（字节）、\`memory_percent\`：程序占用的内存，不含可释放的缓存；
- \`disk_used\`、\`disk_total\`（字节）、\`disk_percent\`：\`diskPath\` 所在的磁盘；
- \`net_rx\`、\`net_tx\`：自上一条记录以来除回环外所有接口每秒接收和发送的字节数。

机器不提供的数值为 NULL（Windows 上的负载、非 Linux 上的网络）。在容器内，CPU 和内存是整台机器的数值。

因管道受阻或停止而错过的时刻不会补测。`,
  },
  config: z.strictObject({
    every: setting
      .duration({ title: { en: 'Every', zh: '间隔' }, help: { en: 'From one record to the next.', zh: '两条记录之间的时间。' } })
      .prefault('1s'),
    cpu: setting.boolean({ title: { en: 'CPU', zh: '中央处理器' }, help: { en: 'cpu, load1', zh: 'cpu、load1' } }).default(true),
    memory: setting
      .boolean({
        title: { en: 'Memory', zh: '内存' },
        help: { en: 'memory_used, memory_total, memory_percent', zh: 'memory_used、memory_total、memory_percent' },
      })
      .default(true),
    disk: setting
      .boolean({
        title: { en: 'Disk', zh: '磁盘' },
        help: { en: 'disk_used, disk_total, disk_percent', zh: 'disk_used、disk_total、disk_percent' },
      })
      .default(true),
    diskPath: setting
      .text({
        advanced: true,
        when: { disk: ['true'] },
        title: { en: 'On the disk of', zh: '磁盘路径' },
        help: { en: 'A folder on the disk that is measured.', zh: '被测量磁盘上的某个文件夹。' },
      })
      .default('/'),
    network: setting.boolean({ title: { en: 'Network', zh: '网络' }, help: { en: 'net_rx, net_tx', zh: 'net_rx、net_tx' } }).default(true),
  }),
  ports: { in: [], out: ['out'] },
  contract: { kind: 'source', delivery: 'push' },
  check: (config) => [
    ...(config.every < 1000 ? [{ path: ['every'], message: 'figures of less than a second are noise', hint: 'use 1s or more' }] : []),
    ...(groups.some((group) => config[group])
      ? []
      : [{ path: ['cpu'], message: 'nothing is measured', hint: `turn on one of ${groups.join(', ')}` }]),
  ],
  plan: (config) => ({
    out: op(
      { op: 'decode', codec: { kind: 'json', fields: fieldsOf(config), rest: 'drop' } },
      op({ op: 'source', delivery: 'push', receiver: null, fields: null }),
    ),
  }),
  examples: [
    { title: { en: 'Everything, once a second', zh: '每秒测量全部' }, config: {} },
    {
      title: { en: 'How full a data disk is, once a minute', zh: '每分钟测量数据盘占用' },
      config: { every: '1m', cpu: false, memory: false, network: false, diskPath: '/data' },
    },
  ],
})
