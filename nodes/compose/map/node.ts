import { z } from 'zod'
import { setting } from '../../../core/fields.ts'
import { defineNode } from '../../../core/node-type.ts'
import { op } from '../../../core/plan.ts'

export default defineNode({
  id: 'map',
  stage: 'compose',
  title: { en: 'Map', zh: '映射' },
  summary: { en: 'Computes, renames and removes fields.', zh: '计算、重命名和删除字段。' },
  alsoCalled: ['UpdateRecord', 'mapping', 'select', 'project', 'SMT', 'interceptor', 'transform', 'change node', 'function node'],
  guide: {
    en: `All expressions in \`set\` see the record **as it came in**, so their order does not matter: \`{ a: b, b: a }\` swaps two fields. A name that exists is overwritten, another one is added at the end. Then \`rename\` and \`remove\` apply to the fields that came in.

An expression that cannot be computed (1/0, a cast that does not fit) yields NULL and is counted; a record is never lost by it.`,
    zh: `\`set\` 中的所有表达式看到的都是**进入时**的记录，因此顺序无关：\`{ a: b, b: a }\` 会交换两个字段。已有的名称被覆盖，新的名称加在末尾。然后 \`rename\` 和 \`remove\` 作用于进入时的字段。

无法计算的表达式（1/0、不合适的类型转换）得到 NULL 并被计数；记录不会因此丢失。`,
  },
  config: z.strictObject({
    set: setting
      .expressions({
        title: { en: 'Set', zh: '设置' },
        help: { en: 'Name and expression of each field to compute.', zh: '要计算的每个字段的名称和表达式。' },
      })
      .default({}),
    rename: setting
      .names({ title: { en: 'Rename', zh: '重命名' }, help: { en: 'Old name and new name.', zh: '旧名称和新名称。' } })
      .default({}),
    remove: setting.fields({ title: { en: 'Remove', zh: '删除' }, help: { en: 'Fields to leave out.', zh: '要去掉的字段。' } }).default([]),
  }),
  ports: { in: ['in'], out: ['out'] },
  check: ({ set, rename, remove }) => [
    ...remove.flatMap((name, i) =>
      Object.hasOwn(set, name) || Object.hasOwn(rename, name)
        ? [{ path: ['remove', i], message: `\`${name}\` is removed and also set or renamed`, hint: 'do one of the two' }]
        : [],
    ),
    ...Object.keys(rename).flatMap((name) =>
      Object.hasOwn(set, name)
        ? [{ path: ['rename', name], message: `\`${name}\` is renamed and also set`, hint: `set the new name instead` }]
        : [],
    ),
  ],
  plan: ({ set, rename, remove }, { in: input }) => ({
    out: op(
      { op: 'map', set: Object.entries(set).map(([name, text]) => ({ name, value: { text, path: ['set', name] } })), rename, remove },
      input,
    ),
  }),
  examples: [
    {
      title: { en: 'Compute a field', zh: '计算字段' },
      config: { set: { euro: 'price * 0.908' } },
      given: { fields: { price: 'double' }, rows: [[{ price: 100 }, { price: null }]] },
      expect: {
        out: [
          { price: 100, euro: 90.8 },
          { price: null, euro: null },
        ],
      },
    },
    {
      title: { en: 'Rename and remove', zh: '重命名和删除' },
      config: { rename: { usr: 'user' }, remove: ['secret'] },
      given: { fields: { usr: 'string', secret: 'string' }, rows: [[{ usr: 'ann', secret: 'x' }]] },
      expect: { out: [{ user: 'ann' }] },
    },
  ],
})
