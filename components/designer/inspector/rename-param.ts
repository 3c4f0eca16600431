import type { Command, Data, DataMap, DataPath } from '../../../core/edit/index.ts'

/** Renames a parameter with every reference to it in settings and rules, as one step. */
export function renameParam(document: DataMap, name: string, to: string): Command {
  const old = `\${param.${name}}`
  const uses = (['nodes', 'alerts'] as const).flatMap((part) => textsIn(document[part], [part])).filter(({ text }) => text.includes(old))
  return {
    do: 'all',
    commands: [
      { do: 'rename-key', path: ['params', name], to },
      ...uses.map(({ path, text }): Command => ({ do: 'set-key', path, value: text.replaceAll(old, `\${param.${to}}`) })),
    ],
    name: { en: `Rename parameter ${name} to ${to}`, zh: `将参数 ${name} 重命名为 ${to}` },
  }
}

function textsIn(value: Data | undefined, path: DataPath): { readonly path: DataPath; readonly text: string }[] {
  if (typeof value === 'string') return [{ path, text: value }]
  if (Array.isArray(value)) return value.flatMap((item, i) => textsIn(item, [...path, i]))
  if (value === null || typeof value !== 'object') return []
  return Object.entries(value).flatMap(([key, inner]) => textsIn(inner, [...path, key]))
}
