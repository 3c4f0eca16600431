import { apply, freeId } from '../../core/edit/index.ts'
import { readPipeline } from '../../core/graph.ts'
import { catalogue } from '../../nodes/types.gen.ts'

/** A pipeline's text under the next name that is free, everything else as it is. Throws EDIT_REFUSED when the text cannot be read. */
export function copyOf(text: string, name: string, title: string, taken: ReadonlySet<string>): string {
  const own = freeId(name, taken)
  const number = /-(\d+)$/.exec(own)?.[1] ?? ''
  return renamed(text, own, `${title.replace(/ \d+$/, '')} ${number}`)
}

/** A pipeline's text under a name like its own that is free; null when it cannot be read. */
export function renamedFree(text: string, taken: ReadonlySet<string>): { readonly name: string; readonly text: string } | null {
  const { pipeline } = readPipeline(text)
  if (pipeline === null) return null
  const name = freeId(pipeline.name, taken)
  return { name, text: renamed(text, name) }
}

function renamed(text: string, name: string, title?: string): string {
  const commands = [
    { do: 'set-document', key: 'name', value: name } as const,
    ...(title === undefined ? [] : [{ do: 'set-document', key: 'title', value: title } as const]),
  ]
  return apply(text, { do: 'all', name: { en: 'Rename', zh: '重命名' }, commands }, catalogue).text
}
