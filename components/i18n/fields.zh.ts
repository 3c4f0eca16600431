import type { fieldsEn } from './fields.en.ts'

export const fieldsZh = {
  'fields.none': '此节点没有设置。',
  'fields.advanced': '高级（{count}）',
  'fields.required': '必填',
  'fields.help-of': '{name}的说明',
  'fields.reset': '重置{name}',
  'fields.remove': '移除 {name}',
  'fields.add-to': '添加到{name}',
  'fields.add-field': '添加字段…',
  'fields.new-name': '新名称…',
  'fields.name-of': '名称 {number}',
  'fields.value-of': '{name} 的值',
  'fields.item': '{name}第 {number} 项',
  'fields.up': '上移 {name}',
  'fields.down': '下移 {name}',
  'fields.completions': '字段和函数',
  'fields.result': '基于最新记录',
  'fields.result-failed': '无法基于最新记录计算',
  'fields.result-of': '{name}的结果',
} satisfies Record<keyof typeof fieldsEn, string>
