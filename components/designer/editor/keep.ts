import { z } from 'zod'
import { type History, loadHistory, saveHistory } from '../../../core/edit/index.ts'

/** What the page keeps of a draft while it is reloaded. */
export type Kept = {
  /** Of the draft that the text is based on. */
  readonly etag: string
  /** The text of that draft; null = not known. */
  readonly base: string | null
  readonly text: string
  readonly saved: boolean
  readonly history: History
}

const keptSchema = z.object({ etag: z.string(), base: z.string().nullable(), text: z.string(), saved: z.boolean(), history: z.string() })
const keyOf = (name: string): string => `millrace.draft.${name}`

/** Puts a draft away. Where there is no room for it, nothing is kept: what is saved on the server is enough. */
export function keep(storage: Storage, name: string, { history, ...rest }: Kept): void {
  try {
    storage.setItem(keyOf(name), JSON.stringify({ ...rest, history: saveHistory(history, rest.text) }))
  } catch {
    storage.removeItem(keyOf(name))
  }
}

/** What was put away; null when there is nothing, or it is damaged. */
export function kept(storage: Storage, name: string): Kept | null {
  try {
    const { history, ...rest } = keptSchema.parse(JSON.parse(storage.getItem(keyOf(name)) ?? 'null'))
    return { ...rest, history: loadHistory(history, rest.text) }
  } catch {
    return null
  }
}
