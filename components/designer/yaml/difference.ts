import { applyPatch, type Change, type Patch } from '../../../core/edit/index.ts'
import { differencePatch } from '../../../core/edit/patch.ts'
import { textDiff } from '../compare/text-diff.ts'

/** What turns one text into the other, line by line and within lines only where they differ, so that a cursor elsewhere stays where it is. */
export function smallPatch(before: string, after: string): Patch {
  const [whole] = differencePatch(before, after)
  if (whole === undefined) return []
  // the lines that the difference touches
  const start = before.lastIndexOf('\n', whole.from - 1) + 1
  const tail = before.length - lineAfter(before, whole.to)
  const changes: Change[] = []
  let at = start
  let [gone, come] = ['', '']
  const flush = (): void => {
    for (const { from, to, insert } of differencePatch(gone, come)) changes.push({ from: at + from, to: at + to, insert })
    at += gone.length
    ;[gone, come] = ['', '']
  }
  for (const { kind, text } of textDiff(before.slice(start, before.length - tail), after.slice(start, after.length - tail))) {
    if (kind === 'removed') gone += `${text}\n`
    else if (kind === 'added') come += `${text}\n`
    else {
      flush()
      at += text.length + 1
    }
  }
  flush()
  return applyPatch(before, changes) === after ? changes : [whole]
}

const lineAfter = (text: string, from: number): number => {
  const end = text.indexOf('\n', from)
  return end === -1 ? text.length : end
}
