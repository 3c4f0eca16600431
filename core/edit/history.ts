import { z } from 'zod'
import type { Words } from '../words.ts'
import type { Applied } from './apply.ts'
import { applyPatch, composePatches, type Patch } from './patch.ts'

/** A step that can be undone. */
export type Step = {
  readonly name: Words
  readonly undo: Patch
  readonly redo: Patch
  readonly touched: readonly string[]
  /** Steps of the same key that follow soon are one. */
  readonly key: string | null
  readonly at: number
}
/** Steps done, oldest first, and steps undone, the next to be done again last. Plain data. */
export type History = { readonly done: readonly Step[]; readonly undone: readonly Step[] }

export const emptyHistory: History = { done: [], undone: [] }
/** Older steps are forgotten. */
export const MAX_STEPS = 200

/** With a step more. With a `key`, a step that follows one of the same key within `within` milliseconds becomes one with it. */
export function remember(
  history: History,
  { name, patch, inverse, touched }: Applied,
  { key = null, at, within = 0 }: { key?: string | null; at: number; within?: number },
): History {
  if (patch.length === 0) return history
  const last = history.done.at(-1)
  const step: Step = { name, undo: inverse, redo: patch, touched, key, at }
  if (last === undefined || key === null || last.key !== key || at - last.at > within || history.undone.length > 0)
    return { done: [...history.done, step].slice(-MAX_STEPS), undone: [] }
  const joined = {
    ...step,
    undo: composePatches(inverse, last.undo),
    redo: composePatches(last.redo, patch),
    touched: [...new Set([...last.touched, ...touched])],
  }
  return { done: [...history.done.slice(0, -1), joined], undone: [] }
}

export type Turned = { readonly history: History; readonly text: string; readonly step: Step }

/** Takes the last step back; null when there is none. */
export function undo({ done, undone }: History, text: string): Turned | null {
  const step = done.at(-1)
  return step === undefined
    ? null
    : { history: { done: done.slice(0, -1), undone: [...undone, step] }, text: applyPatch(text, step.undo), step }
}

/** Does the step that was undone last again; null when there is none. */
export function redo({ done, undone }: History, text: string): Turned | null {
  const step = undone.at(-1)
  return step === undefined
    ? null
    : { history: { done: [...done, step], undone: undone.slice(0, -1) }, text: applyPatch(text, step.redo), step }
}

const patchSchema = z.array(z.strictObject({ from: z.number().int(), to: z.number().int(), insert: z.string() }))
const stepSchema = z.strictObject({
  name: z.strictObject({ en: z.string(), zh: z.string() }),
  undo: patchSchema,
  redo: patchSchema,
  touched: z.array(z.string()),
  key: z.string().nullable(),
  at: z.number(),
})
const savedSchema = z.strictObject({ text: z.string(), done: z.array(stepSchema), undone: z.array(stepSchema) })

/** The history as text, to be kept while the page is reloaded. It fits only the text that it was saved with. */
export const saveHistory = (history: History, text: string): string => JSON.stringify({ text: fingerprint(text), ...history })

/** A saved history; empty when it is damaged or belongs to another text. */
export function loadHistory(saved: string, text: string): History {
  try {
    const { text: known, done, undone } = savedSchema.parse(JSON.parse(saved))
    return known === fingerprint(text) ? { done, undone } : emptyHistory
  } catch {
    return emptyHistory
  }
}

/** Length and FNV-1a of a text. */
function fingerprint(text: string): string {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return `${text.length} ${hash >>> 0}`
}
