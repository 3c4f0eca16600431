import { parse } from 'yaml'
import type { Command } from '../edit/command.ts'
import type { Data, DataPath } from '../edit/data.ts'
import { inlineText, YAML } from '../edit/render.ts'
import { type Fix, fix } from './fix.ts'

/** Sets a value at a path of the document; settings of nodes by the command for settings. */
export function setCommand(path: DataPath, value: Data): Command {
  const [root, id, part, ...rest] = path
  return root === 'nodes' && part === 'config' && rest.length > 0
    ? { do: 'set-config', id: String(id), path: rest, value }
    : { do: 'set-key', path, value }
}

export function removeCommand(path: DataPath): Command {
  const [root, id, part, ...rest] = path
  return root === 'nodes' && part === 'config' && rest.length > 0
    ? { do: 'unset-config', id: String(id), path: rest }
    : { do: 'remove-key', path }
}

export const useFix = (path: DataPath, value: Data): Fix => {
  const text = inlineText(value, YAML, false)
  return fix(`Use \`${text}\``, `使用 \`${text}\``, setCommand(path, value))
}

/** The word that a hint says was meant: "did you mean `x`?"; else null. */
export const meant = (hint: string | undefined): string | null => /^did you mean `([^`]+)`\?$/.exec(hint ?? '')?.[1] ?? null

/** Values that a hint proposes by name: the one that was meant, or a short list of what there is. */
export function proposed(hint: string | undefined): string[] {
  const near = meant(hint)
  if (near !== null) return [near]
  const list = /^(?:there is: |it has: |one of )(.+)$/.exec(hint ?? '')
  return list === null ? [] : list[1].split(', ').slice(0, MOST)
}

const MOST = 4
const SETTING = /`([A-Za-z_]\w*): ([^`]+)`/g
const TAKE_OUT = /take out `([A-Za-z_]\w*)`(?: or `([A-Za-z_]\w*)`)?/g

/** What the hint of a setting says to write or to take out, beside or at the place that is wrong. Hints of node types are written so: "for example `size: 10s`", "take out `slide`". */
export function hintedFixes(hint: string | undefined, path: DataPath): Fix[] {
  if (hint === undefined) return []
  const beside = (key: string): DataPath => (path.at(-1) === key ? path : [...path.slice(0, -1), key])
  const settings = [...hint.matchAll(SETTING)].flatMap(([, key, text]): Fix[] => {
    if (/^[A-Z]+$/.test(text)) return [] // a placeholder
    const value = parsed(text)
    return value === undefined ? [] : [fix(`Write \`${key}: ${text}\``, `写入 \`${key}: ${text}\``, setCommand(beside(key), value))]
  })
  const removals = [...hint.matchAll(TAKE_OUT)].flatMap(([, ...keys]) =>
    keys.filter((key) => key !== undefined).map((key) => fix(`Take out \`${key}\``, `去掉 \`${key}\``, removeCommand(beside(key)))),
  )
  const plain = /^(?:for example|use) ([\w./-]+)(?: or more)?$/.exec(hint)
  const value = plain === null ? undefined : parsed(plain[1])
  return [...settings, ...removals, ...(value === undefined ? [] : [useFix(path, value)])]
}

function parsed(text: string): Data | undefined {
  try {
    return parse(text, { logLevel: 'error' }) as Data
  } catch {
    return undefined
  }
}
