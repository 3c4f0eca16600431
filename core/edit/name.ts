import { formOf } from '../form.ts'
import { type Catalogue, typeNamed } from '../node-type.ts'
import type { Words } from '../words.ts'
import type { Command, DocumentKey } from './command.ts'
import { type Data, type DataMap, type DataPath, isDataMap, valueAt } from './data.ts'
import { inlineText, YAML } from './render.ts'

export const both = (text: string): Words => ({ en: text, zh: text })
export const documentKeys: Record<DocumentKey, Words> = {
  name: { en: 'name', zh: '名称' },
  title: { en: 'title', zh: '标题' },
  description: { en: 'description', zh: '说明' },
  trigger: { en: 'trigger', zh: '触发方式' },
  durability: { en: 'durability', zh: '持久性' },
}
export const nodeKeys = { title: { en: 'title', zh: '标题' }, notes: { en: 'notes', zh: '备注' } } as const

/** What a command does to a document, in words for the list of steps; settings are called as in their form. */
export function nameOf(document: DataMap, command: Command, catalogue: Catalogue): Words {
  switch (command.do) {
    case 'add-node': {
      const type = typeTitle(command.type, catalogue)
      return { en: `Add ${command.id} (${type.en})`, zh: `添加 ${command.id}（${type.zh}）` }
    }
    case 'remove-nodes': {
      const what = nodes(command.ids)
      return command.heal === true
        ? { en: `Delete ${what.en} and join the neighbours`, zh: `删除 ${what.zh} 并连接相邻节点` }
        : { en: `Delete ${what.en}`, zh: `删除 ${what.zh}` }
    }
    case 'rename-node':
      return { en: `Rename ${command.id} to ${command.to}`, zh: `将 ${command.id} 重命名为 ${command.to}` }
    case 'set-node':
      if (command.key === 'enabled')
        return command.value === false
          ? { en: `Disable ${command.id}`, zh: `停用 ${command.id}` }
          : { en: `Enable ${command.id}`, zh: `启用 ${command.id}` }
      return setTo(of(nodeKeys[command.key], command.id), command.value)
    case 'set-config':
      return setTo(of(settingTitle(typeOf(document, command.id), command.path, catalogue), command.id), command.value)
    case 'unset-config': {
      const what = of(settingTitle(typeOf(document, command.id), command.path, catalogue), command.id)
      return { en: `Clear ${what.en}`, zh: `清除 ${what.zh}` }
    }
    case 'set-type': {
      const type = typeTitle(command.type, catalogue)
      return { en: `Make ${command.id} a node of type ${type.en}`, zh: `将 ${command.id} 的类型改为${type.zh}` }
    }
    case 'add-wire':
      return { en: `Wire ${arrow(command.wire)}`, zh: `连接 ${arrow(command.wire)}` }
    case 'remove-wires': {
      const [wire, ...more] = command.wires
      return more.length === 0
        ? { en: `Cut ${arrow(wire)}`, zh: `断开 ${arrow(wire)}` }
        : { en: `Cut ${command.wires.length} wires`, zh: `断开 ${command.wires.length} 条连线` }
    }
    case 'deduplicate-wires':
      return { en: 'Delete repeated wires', zh: '删除重复的连线' }
    case 'splice':
      return { en: `Put ${command.id} into ${arrow(command.wire)}`, zh: `将 ${command.id} 插入 ${arrow(command.wire)}` }
    case 'set-channel':
      return { en: `Set the channel of ${arrow(command.wire)}`, zh: `设置 ${arrow(command.wire)} 的通道` }
    case 'move': {
      const what = nodes(Object.keys(command.to))
      return { en: `Move ${what.en}`, zh: `移动 ${what.zh}` }
    }
    case 'tidy':
      return { en: 'Tidy the layout', zh: '整理布局' }
    case 'pin': {
      const what = nodes(Object.keys(command.at))
      return { en: `Pin ${what.en} in place`, zh: `固定 ${what.zh}` }
    }
    case 'unpin': {
      const what = nodes(command.ids)
      return { en: `Unpin ${what.en}`, zh: `取消固定 ${what.zh}` }
    }
    case 'set-document':
      return setTo(documentKeys[command.key], command.value)
    case 'set-param':
      return setTo({ en: `parameter ${command.name}`, zh: `参数 ${command.name}` }, command.value)
    case 'remove-param':
      return { en: `Delete parameter ${command.name}`, zh: `删除参数 ${command.name}` }
    case 'add-rule':
      return { en: `Add rule ${command.rule.name}`, zh: `添加规则 ${command.rule.name}` }
    case 'set-rule':
      return { en: `Change rule ${command.name}`, zh: `修改规则 ${command.name}` }
    case 'remove-rule':
      return { en: `Delete rule ${command.name}`, zh: `删除规则 ${command.name}` }
    case 'paste':
      return { en: 'Paste', zh: '粘贴' }
    case 'duplicate': {
      const what = nodes(command.ids)
      return { en: `Duplicate ${what.en}`, zh: `复制 ${what.zh}` }
    }
    case 'set-key':
      return setTo(both(command.path.join('.')), command.value)
    case 'rename-key': {
      const [root, id, part, ...setting] = command.path
      if (root === 'nodes' && part === 'config' && setting.length > 0) {
        const what = of(settingTitle(typeOf(document, String(id)), setting, catalogue), String(id))
        return { en: `Rename ${what.en} to ${command.to}`, zh: `将 ${what.zh} 重命名为 ${command.to}` }
      }
      return { en: `Rename ${command.path.join('.')} to ${command.to}`, zh: `将 ${command.path.join('.')} 重命名为 ${command.to}` }
    }
    case 'remove-key':
      return { en: `Remove ${command.path.join('.')}`, zh: `移除 ${command.path.join('.')}` }
    case 'set-text':
      return { en: 'Edit the text', zh: '编辑文本' }
    case 'all':
      return command.name
  }
}

const nodes = (ids: readonly string[]): Words =>
  ids.length === 1 ? both(ids[0]) : { en: `${ids.length} nodes`, zh: `${ids.length} 个节点` }

/** A wire for people: without ports that go without saying. */
export const arrow = (wire: string): string => wire.replace('>', ' → ').replaceAll(/\.(?:out|in)(?= |$)/g, '')

export const typeTitle = (type: string, catalogue: Catalogue): Words => typeNamed(catalogue, type)?.title ?? both(type)

const of = (what: Words, id: string): Words => ({ en: `${what.en} of ${id}`, zh: `${id} 的${what.zh}` })

const typeOf = (document: DataMap, id: string): string => String(valueAt(document, ['nodes', id, 'type']))

/** The title of the setting at a path of a node's config, or of the nearest setting around it that has one. */
export function settingTitle(type: string, path: DataPath, catalogue: Catalogue): Words {
  const named = typeNamed(catalogue, type)
  const known = named === undefined ? [] : formOf(named.config)
  const pattern = path.map((key) => (typeof key === 'number' ? '*' : key))
  for (let n = pattern.length; n > 0; n--) {
    const field = known.find((f) => f.path.length === n && f.path.every((key, i) => key === pattern[i]))
    if (field === undefined) continue
    const rest = path
      .slice(n)
      .map((key) => ` ${typeof key === 'number' ? key + 1 : key}`)
      .join('')
    const { en, zh } = field.meta.title
    return { en: `“${en}”${rest}`, zh: `“${zh}”${rest}` }
  }
  return both(`\`${path.join('.')}\``)
}

const LONGEST = 40

/** A value on one short line. */
export function shortValue(value: Data): string {
  const text = typeof value === 'string' ? value : inlineText(value, YAML, false)
  const [line] = text.split('\n', 1)
  return line.length > LONGEST || line !== text ? `${line.slice(0, LONGEST)}…` : line
}

function setTo(what: Words, value: Data): Words {
  if (value === null) return { en: `Clear ${what.en}`, zh: `清除 ${what.zh}` }
  if (Array.isArray(value) || isDataMap(value)) return { en: `Change ${what.en}`, zh: `修改 ${what.zh}` }
  return { en: `Set ${what.en} to ${shortValue(value)}`, zh: `将 ${what.zh} 设为 ${shortValue(value)}` }
}
