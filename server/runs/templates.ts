import fs from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { apply, type Command, type Data, freeId } from '../../core/edit/index.ts'
import { AppError } from '../../core/error.ts'
import type { Template, TemplateGroup } from '../../core/protocol.ts'
import { catalogue } from '../../nodes/types.gen.ts'
import type { Pipelines, Templates } from '../services.ts'
import { runnable } from './documents.ts'

type Listing = { readonly groups: readonly TemplateGroup[]; readonly title: string; readonly description: string }

/** Examples that need no other service, in the order of the gallery; their English words stand in their documents. */
const listed: Readonly<Record<string, Listing>> = {
  'word-count': {
    groups: ['learn', 'windows', 'ingest'],
    title: '词频统计',
    description: '文本经 TCP 逐行到达；按半分钟窗口统计词频，每十秒更新一次。',
  },
  'this-machine': {
    groups: ['learn', 'alerts'],
    title: '本机监控',
    description: '每秒采集本机的 CPU、内存、磁盘和网络，按十秒取平均，繁忙时告警。',
  },
  'social-stream': {
    groups: ['windows'],
    title: '话题标签',
    description: '从模拟的帖子流中提取话题标签，显示最近半分钟最热门的标签。',
  },
  'iot-threshold': {
    groups: ['windows', 'alerts'],
    title: '传感器',
    description: '模拟传感器的读数每十秒按传感器取平均，超过上限时告警。',
  },
  'web-log': {
    groups: ['windows', 'alerts'],
    title: '网站日志',
    description: '按页面统计模拟网店的请求，显示缓慢和失败的请求，失败过多时告警。',
  },
  'late-data': {
    groups: ['learn', 'windows'],
    title: '迟到数据',
    description: '十分之一的记录乱序到达；窗口会等待片刻，仍然迟到的记录从专用端口流出。',
  },
  'fan-out': {
    groups: ['learn'],
    title: '分流',
    description: '订单全部进入实时表格，并按条件分别写入文件、按国家汇总或丢弃。',
  },
  webhook: {
    groups: ['ingest', 'alerts'],
    title: 'Webhook 接收',
    description: '以 HTTP 请求到达的事件按页面计数。',
  },
  'access-log': {
    groups: ['ingest', 'windows'],
    title: '访问日志',
    description: '将网店的日志文件从头读到尾：按分钟统计失败请求与流量，并写入两个文件。',
  },
}

const examples = fileURLToPath(new URL('../../examples', import.meta.url))
/** So many ports are tried, beginning with the one that the template names. */
const TRIED = 10

type Loaded = Template & { readonly text: string; readonly params: Readonly<Record<string, unknown>>; readonly input: string | null }

/** The templates, and pipelines made of them. Their input is copied to `files/PIPELINE/` of the home folder, and what they write goes there too. */
export function openTemplates(pipelines: Pick<Pipelines, 'list' | 'create' | 'deploy' | 'detail'>, home: string): Templates {
  let loaded: readonly Loaded[] | null = null
  const all = (): readonly Loaded[] => {
    loaded ??= Object.entries(listed).map(([name, words]) => load(name, words))
    return loaded
  }
  /** Ports that were given to pipelines, which need not listen yet. */
  const given = new Map<number, string>()
  let last: Promise<unknown> = Promise.resolve()

  async function make(template: string, wish: string | undefined, start: boolean): ReturnType<Templates['create']> {
    const from = all().find(({ name }) => name === template)
    if (from === undefined)
      throw new AppError('NOT_FOUND', `There is no template ${template}.`, { blame: 'user', hint: 'GET /api/v1/templates lists them.' })
    const names = new Set((await pipelines.list()).map(({ name }) => name))
    for (const [port, owner] of given) if (!names.has(owner)) given.delete(port)
    const name = wish ?? freeId(template, names)
    const ports = new Map<number, number>()
    for (const port of from.ports) ports.set(port, await freePort(port, (p) => given.has(p) || [...ports.values()].includes(p)))
    if (from.input !== null) fs.cpSync(from.input, path.join(home, 'files', name, 'input'), { recursive: true })
    const made = await pipelines.create(adapted(from, name, ports))
    for (const port of ports.values()) given.set(port, name)
    if (!start) return made
    await pipelines.deploy(name, { start: true })
    return pipelines.detail(name)
  }

  return {
    list: () => all().map(({ text: _, params: __, input: ___, ...template }) => template),
    // one after the other: two must not choose the same name or port
    create(template, { name, start }) {
      const made = last.then(() => make(template, name, start))
      last = made.catch(() => {})
      return made
    },
  }
}

function load(name: string, { groups, ...zh }: Listing): Loaded {
  const folder = path.join(examples, name)
  const text = fs.readFileSync(path.join(folder, 'pipeline.yaml'), 'utf8')
  const { pipeline, graph } = runnable(text)
  const input = path.join(folder, 'input')
  return {
    name,
    title: { en: pipeline.title ?? name, zh: zh.title },
    description: { en: pipeline.description ?? '', zh: zh.description },
    groups,
    graph: graph!,
    ports: [...new Set(Object.entries(pipeline.params).flatMap(([param, value]) => (isPort(param, value) ? [value] : [])))],
    text,
    params: pipeline.params,
    input: fs.existsSync(input) ? input : null,
  }
}

/** Whether a parameter is a port to listen on: `port`, `senderPort`. */
const isPort = (param: string, value: unknown): value is number => /port$/i.test(param) && Number.isInteger(value)

/** The document with the pipeline's name, its own folder for files, and ports that are free. */
function adapted({ name: template, text, title, params }: Loaded, name: string, ports: ReadonlyMap<number, number>): string {
  const number = /-(\d+)$/.exec(name)?.[1]
  const commands: Command[] = [
    ...(name === template ? [] : [{ do: 'set-document', key: 'name', value: name } as const]),
    ...(name.startsWith(`${template}-`) && number !== undefined
      ? [{ do: 'set-document', key: 'title', value: `${title.en} ${number}` } as const]
      : []),
    ...Object.entries(params).flatMap(([param, value]): Command[] => {
      const own = isPort(param, value) ? ports.get(value) : ownPath(value, template, name)
      return own === undefined || own === value ? [] : [{ do: 'set-param', name: param, value: own as Data }]
    }),
  ]
  if (commands.length === 0) return text
  return apply(text, { do: 'all', name: { en: 'Make of a template', zh: '由模板创建' }, commands }, catalogue).text
}

/** A path of an example, in the folder of the pipeline. */
function ownPath(value: unknown, template: string, name: string): string | undefined {
  if (typeof value !== 'string') return undefined
  const folder = ['out/', `examples/${template}/`].find((start) => value.startsWith(start))
  return folder === undefined ? undefined : `${name}/${value.slice(folder.length)}`
}

/** The first free one; the first of all when none is, so that its run says what is wrong. */
async function freePort(from: number, taken: (port: number) => boolean): Promise<number> {
  for (let port = from; port < from + TRIED; port++) {
    if (taken(port)) continue
    const free = await new Promise<boolean>((resolve) => {
      const probe = net.createServer()
      probe.once('error', () => resolve(false))
      probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
    })
    if (free) return port
  }
  return from
}
