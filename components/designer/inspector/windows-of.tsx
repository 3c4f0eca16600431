'use client'
import { useMemo } from 'react'
import { z } from 'zod'
import type { Read } from '../editor/read.ts'
import { useEditorState } from '../editor/use-editor.ts'
import type { DraftNode } from './state.ts'
import { WindowLine } from './window-line.tsx'
import type { Windows } from './window-times.ts'

const ms = z.number().nonnegative()
const windowed = z.object({
  window: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('tumbling'), size: ms.positive(), offset: ms.default(0) }),
    z.object({ kind: z.literal('sliding'), size: ms.positive(), slide: ms.positive(), offset: ms.default(0) }),
  ]),
})

/** The windows of a node on a line of time; nothing for nodes without windows. */
export function WindowsOf({ node: { id, known } }: { node: DraftNode }) {
  const read = useEditorState((s) => s.read)
  const found = useMemo(() => {
    const config = known?.config.safeParse(read.pipeline?.nodes[id]?.config)
    const parsed = config?.success === true ? windowed.safeParse(config.data) : null
    if (parsed?.success !== true) return null
    const { window } = parsed.data
    const windows: Windows = { size: window.size, slide: window.kind === 'tumbling' ? window.size : window.slide, offset: window.offset }
    return { windows, delay: delayInFront(read, id) }
  }, [id, known, read])
  return found === null ? null : <WindowLine {...found} />
}

/** How long the watermark in front of a node waits, milliseconds; the longest where several are joined, 0 where it is not known. */
function delayInFront({ compiled, graph }: Read, id: string): number {
  const into = graph.wires.find(({ to }) => to.node === id)
  const definitions = (into === undefined ? undefined : compiled?.shapes[into.id]?.time?.definition)?.split(' ') ?? []
  const delays = definitions.map((each) => compiled?.plan?.ops.find((op) => op.id === each)?.body)
  return Math.max(0, ...delays.map((body) => (body?.op === 'time' ? body.delay : 0)))
}
