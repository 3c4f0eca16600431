import type { designDeployEn } from './design-deploy.en.ts'

export const designDeployZh: { readonly [K in keyof typeof designDeployEn]: string | { readonly one: string; readonly other: string } } = {
  'templates.title': '模板',
  'templates.intro': '可直接使用的管道。每个都能在本机运行，无需安装其他软件。',
  'templates.filter': '模板类别',
  'templates.group.all': '全部',
  'templates.group.learn': '入门',
  'templates.group.ingest': '接入',
  'templates.group.windows': '窗口',
  'templates.group.alerts': '告警',
  'templates.anywhere': '随处可运行',
  'templates.ports': '端口 {ports}',
  'templates.run': '立即运行',
  'templates.run-of': '立即运行 {name}',
  'templates.draft': '打开为草稿',
  'templates.draft-of': '将 {name} 打开为草稿',
  'templates.sketch': { one: '{count} 个节点', other: '{count} 个节点' },
  'templates.first': '还没有管道。一键运行演示，或从空白开始。',
  'templates.first-run': '运行演示',
}
