import { type Data, type DataMap, type DataPath, isDataMap, sameData } from './edit/data.ts'
import { documentOf } from './edit/fragment.ts'
import { arrow, both, documentKeys, nodeKeys, settingTitle, shortValue, typeTitle } from './edit/name.ts'
import { wiresOf } from './edit/wires.ts'
import type { Catalogue } from './node-type.ts'
import type { Words } from './words.ts'

export type Changed = 'added' | 'removed' | 'changed'
/** A value that differs; undefined = not there. */
export type SettingDiff = { readonly path: DataPath; readonly before: Data | undefined; readonly after: Data | undefined }
export type NodeDiff = { readonly id: string; readonly type: string; readonly change: Changed; readonly settings: readonly SettingDiff[] }
export type WireDiff = { readonly id: string; readonly change: Changed; readonly channel: SettingDiff | null }
export type RuleDiff = { readonly name: string; readonly change: Changed; readonly settings: readonly SettingDiff[] }

/** What differs between two pipelines. The layout, comments and the way of writing do not count. Settings of added and removed things are not listed. */
export type Diff = {
  /** Name, title, description, trigger, durability. */
  readonly document: readonly SettingDiff[]
  readonly params: readonly SettingDiff[]
  readonly nodes: readonly NodeDiff[]
  readonly wires: readonly WireDiff[]
  readonly rules: readonly RuleDiff[]
}

/** Compares two pipelines' texts. Throws EDIT_REFUSED when one cannot be read. */
export function diffTexts(before: string, after: string, catalogue: Catalogue): Diff {
  const [old, now] = [documentOf(before), documentOf(after)]
  const keys = Object.keys(documentKeys)
  return {
    document: settingDiffs(picked(old, keys), picked(now, keys), []),
    params: settingDiffs(mapOf(old.params), mapOf(now.params), []),
    nodes: memberDiffs(mapOf(old.nodes), mapOf(now.nodes)).map(({ key, value, ...rest }) => ({
      id: key,
      type: isDataMap(value) ? String(value.type) : '',
      ...rest,
    })),
    wires: wireDiffs(old, now, catalogue),
    rules: memberDiffs(rulesOf(old), rulesOf(now)).map(({ key, value: _, ...rest }) => ({ name: key, ...rest })),
  }
}

export const isEmptyDiff = (diff: Diff): boolean => Object.values(diff).every((part) => part.length === 0)

const mapOf = (value: Data | undefined): DataMap => (isDataMap(value) ? value : {})
const picked = (map: DataMap, keys: readonly string[]): DataMap =>
  Object.fromEntries(keys.flatMap((key) => (map[key] === undefined ? [] : [[key, map[key]]])))
const rulesOf = ({ alerts }: DataMap): DataMap =>
  Object.fromEntries((Array.isArray(alerts) ? alerts : []).flatMap((rule) => (isDataMap(rule) ? [[String(rule.name), rule]] : [])))

type MemberDiff = { key: string; value: Data; change: Changed; settings: SettingDiff[] }

function memberDiffs(before: DataMap, after: DataMap): MemberDiff[] {
  const keys = [...new Set([...Object.keys(after), ...Object.keys(before)])]
  return keys.flatMap((key): MemberDiff[] => {
    const [old, now] = [before[key], after[key]]
    if (old === undefined) return [{ key, value: now, change: 'added', settings: [] }]
    if (now === undefined) return [{ key, value: old, change: 'removed', settings: [] }]
    const settings = settingDiffs(old, now, [])
    return settings.length === 0 ? [] : [{ key, value: now, change: 'changed', settings }]
  })
}

/** Lists of the same length are compared item by item, others as a whole. */
function settingDiffs(before: Data | undefined, after: Data | undefined, path: DataPath): SettingDiff[] {
  if (isDataMap(before) && isDataMap(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])]
    return keys.flatMap((key) => settingDiffs(before[key], after[key], [...path, key]))
  }
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length && before.every(isDataMap))
    return before.flatMap((item, i) => settingDiffs(item, after[i], [...path, i]))
  return sameData(before, after) ? [] : [{ path, before, after }]
}

function wireDiffs(before: DataMap, after: DataMap, catalogue: Catalogue): WireDiff[] {
  const [old, now] = [wiresOf(before, catalogue), wiresOf(after, catalogue)]
  const known = new Set(old.ids())
  const ids = new Set(now.ids())
  return [...new Set([...ids, ...known])].flatMap((id): WireDiff[] => {
    if (!known.has(id)) return [{ id, change: 'added', channel: null }]
    if (!ids.has(id)) return [{ id, change: 'removed', channel: null }]
    const channel = { path: ['channel'], before: old.channel(id), after: now.channel(id) }
    return sameData(channel.before, channel.after) ? [] : [{ id, change: 'changed', channel }]
  })
}

/** A difference in words; `at` says what it is about. */
export type DiffLine = {
  readonly at: { readonly node?: string; readonly wire?: string; readonly rule?: string }
  readonly change: Changed
  readonly words: Words
}

/** The differences one by one, in words. */
export function diffLines(diff: Diff, catalogue: Catalogue): DiffLine[] {
  return [
    ...diff.document.map((s) => ({
      at: {},
      ...settingLine(documentKeys[s.path[0] as keyof typeof documentKeys] ?? both(s.path.join('.')), s),
    })),
    ...diff.params.map((s) => ({ at: {}, ...settingLine({ en: `parameter ${s.path.join('.')}`, zh: `参数 ${s.path.join('.')}` }, s) })),
    ...diff.nodes.flatMap((node) => nodeLines(node, catalogue)),
    ...diff.wires.map(({ id, change, channel }) => ({
      at: { wire: id },
      ...(channel === null
        ? memberLine({ en: 'wire', zh: '连线' }, arrow(id), change)
        : settingLine({ en: `channel of ${arrow(id)}`, zh: `${arrow(id)} 的通道` }, channel)),
    })),
    ...diff.rules.flatMap(({ name, change, settings }) =>
      change === 'changed'
        ? settings.map((s) => ({ at: { rule: name }, ...settingLine(both(`${name}.${s.path.join('.')}`), s) }))
        : [{ at: { rule: name }, ...memberLine({ en: 'rule', zh: '规则' }, name, change) }],
    ),
  ]
}

function nodeLines({ id, type, change, settings }: NodeDiff, catalogue: Catalogue): DiffLine[] {
  const at = { node: id }
  if (change !== 'changed') return [{ at, ...memberLine(typeTitle(type, catalogue), id, change) }]
  return settings.map((setting) => ({ at, ...settingLine(titled(id, type, setting.path, catalogue), setting) }))
}

function titled(id: string, type: string, [key, ...rest]: DataPath, catalogue: Catalogue): Words {
  const known: Words = key === 'title' || key === 'notes' ? nodeKeys[key] : both(String(key))
  const title = key === 'config' && rest.length > 0 ? settingTitle(type, rest, catalogue) : known
  return { en: `${title.en} of ${id}`, zh: `${id} 的${title.zh}` }
}

function memberLine(kind: Words, name: string, change: Changed): { change: Changed; words: Words } {
  const words =
    change === 'added'
      ? { en: `${kind.en} ${name} is new`, zh: `新增${kind.zh} ${name}` }
      : { en: `${kind.en} ${name} is gone`, zh: `移除${kind.zh} ${name}` }
  return { change, words }
}

function settingLine(title: Words, { before, after }: SettingDiff): { change: Changed; words: Words } {
  if (before === undefined)
    return { change: 'added', words: { en: `${title.en}: now ${shortValue(after!)}`, zh: `${title.zh}：现为 ${shortValue(after!)}` } }
  const old = shortValue(before)
  if (after === undefined) return { change: 'removed', words: { en: `${title.en}: no longer ${old}`, zh: `${title.zh}：不再是 ${old}` } }
  const text = `${old} → ${shortValue(after)}`
  return { change: 'changed', words: { en: `${title.en}: ${text}`, zh: `${title.zh}：${text}` } }
}
