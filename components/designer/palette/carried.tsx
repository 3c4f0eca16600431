'use client'
import { typeNamed } from '../../../core/node-type.ts'
import { useWords } from '../../i18n/provider.tsx'
import { useDeskState } from '../editor/use-desk.ts'
import { useEditor } from '../editor/use-editor.ts'
import { TypeIcon } from '../type-icon.tsx'

/** The type that is on its way from the palette, under the pointer. */
export function Carried() {
  const words = useWords()
  const { catalogue } = useEditor()
  const carried = useDeskState((s) => s.carried)
  const type = carried === null ? undefined : typeNamed(catalogue, carried.type)
  if (carried === null || type === undefined) return null
  return (
    <div
      aria-hidden="true"
      className="pointer-events-none fixed top-0 left-0 z-50 flex h-10 items-center gap-2 rounded-md border border-accent bg-raised px-3 shadow-pop"
      style={{ transform: `translate(${carried.x}px, ${carried.y}px) translate(-50%, -50%)` }}
    >
      <TypeIcon type={carried.type} stage={type.stage} />
      <span className="font-medium">{words(type.title)}</span>
    </div>
  )
}
