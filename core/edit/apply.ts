import { parseText } from '../document.ts'
import type { AppError } from '../error.ts'
import type { Catalogue } from '../node-type.ts'
import type { Words } from '../words.ts'
import type { Command } from './command.ts'
import { type DataMap, isDataMap, refused, sameData } from './data.ts'
import { documentOf } from './fragment.ts'
import { nameOf } from './name.ts'
import { applyPatch, differencePatch, invertPatch, type Patch } from './patch.ts'
import { isJson, rewrite } from './rewrite.ts'
import { transform } from './transform.ts'

/** What a command made of a text. */
export type Applied = {
  readonly text: string
  /** What turned the old text into the new one. */
  readonly patch: Patch
  /** What turns the new text back into the old one, byte for byte. */
  readonly inverse: Patch
  readonly name: Words
  /** Nodes that are new, changed, moved or otherwise wired, so that people can be shown what happened. */
  readonly touched: readonly string[]
  /** Ids of nodes that the command made. */
  readonly made: readonly string[]
}

/** Edits a pipeline's text (YAML or JSON) by source ranges: comments, order and bytes of what did not change stay. Throws EDIT_REFUSED when the command does not fit the document, or the text cannot be edited without changing something else. */
export function apply(text: string, command: Command, catalogue: Catalogue): Applied {
  if (command.do === 'set-text') {
    const patch = differencePatch(text, command.text)
    return { text: command.text, patch, inverse: invertPatch(text, patch), name: nameOf({}, command, catalogue), touched: [], made: [] }
  }
  const before = documentOf(text)
  const { document: after, renames, made } = transform(before, command, catalogue)
  const patch = rewrite(parseText(text), before, after, renames)
  const edited = applyPatch(text, patch)
  check(text, edited, after)
  return {
    text: edited,
    patch,
    inverse: invertPatch(text, patch),
    name: nameOf(before, command, catalogue),
    touched: touchedNodes(before, after),
    made,
  }
}

/** Anchors, or a way of writing that is not foreseen, could make the new text say something else. */
function check(text: string, edited: string, wanted: DataMap): void {
  if (!says(edited, wanted) || (isJson(text) && !isJson(edited))) throw unsafe(text)
}

function says(text: string, wanted: DataMap): boolean {
  const { tree, value } = parseText(text)
  try {
    return tree.errors.length === 0 && sameData(value() ?? {}, wanted)
  } catch {
    return false // an alias whose anchor is gone
  }
}

function unsafe(text: string): AppError {
  return /[&*][\w-]/.test(text)
    ? refused('this part of the text is shared by an anchor, so the edit would change other parts too', 'edit the text itself')
    : refused('this part of the text is written in a way that cannot be edited here', 'edit the text itself')
}

function touchedNodes(before: DataMap, after: DataMap): string[] {
  const touched = new Set<string>()
  for (const part of ['nodes', 'layout'] as const) {
    const [old, now] = [before[part], after[part]]
    if (!isDataMap(now) || old === now) continue
    for (const [id, value] of Object.entries(now)) if (!isDataMap(old) || !sameData(old[id], value)) touched.add(id)
  }
  if (before.wires !== after.wires) for (const id of changedEnds(before.wires, after.wires)) touched.add(id)
  const nodes = isDataMap(after.nodes) ? after.nodes : {}
  return [...touched].filter((id) => Object.hasOwn(nodes, id))
}

/** Nodes whose neighbours in the text of wires changed. */
function changedEnds(before: unknown, after: unknown): string[] {
  const pairs = (wires: unknown): Set<string> =>
    new Set(
      (Array.isArray(wires) ? wires : []).flatMap((wire: unknown) => {
        const ends =
          typeof wire === 'string' ? wire.split('->').map((end) => end.trim()) : isDataMap(wire) ? [String(wire.from), String(wire.to)] : []
        return ends.slice(1).map((to, i) => `${ends[i]} ${to} ${isDataMap(wire) ? JSON.stringify(wire.channel) : ''}`)
      }),
    )
  const [old, now] = [pairs(before), pairs(after)]
  return [...old.symmetricDifference(now)].flatMap((pair) => pair.split(' ', 2).map((end) => end.split('.')[0]))
}
