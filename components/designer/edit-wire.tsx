import { Eye, Inbox, Scissors, SquarePlus } from 'lucide-react'
import { memo, useEffect, useRef } from 'react'
import { EdgeLabelRenderer, type EdgeProps, EdgeToolbar } from 'reactflow'
import { visible } from '../../core/shape.ts'
import { useT } from '../i18n/provider.tsx'
import { Button } from '../ui/button.tsx'
import { Tooltip } from '../ui/tooltip.tsx'
import { Problems } from './edit-marks.tsx'
import { hiddenReceivers } from './editor/edits.ts'
import { issuesAt, type Read } from './editor/read.ts'
import { useDesk, useDeskState } from './editor/use-desk.ts'
import { useEditorState } from './editor/use-editor.ts'
import { isDetailed } from './lod.ts'
import { useScene } from './scene.ts'
import { Wire, type WireEdge } from './wire.tsx'
import { wirePath } from './wire-path.ts'

const MOST_FIELDS = 8
/** The ghost of a receiver has its name beside it where there is this much room between two cards. */
const GHOST_WITH_NAME = 96

/** A wire of the draft: the live one, and what can be done with it. */
export const EditWire = memo(function EditWire(props: EdgeProps<WireEdge>) {
  const { id, sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition, data } = props
  const { store, detail } = useScene()
  const group = useRef<SVGGElement>(null)
  // a wire that does not run is not idle
  useEffect(() => store.onPaint(() => group.current?.toggleAttribute('data-bare', store.wire(id) === null)), [store, id])
  const splice = useDeskState((s) => s.splice === id)
  const alone = useEditorState(({ selection: { nodes, wires } }) => nodes.length === 0 && wires.length === 1 && wires[0] === id)
  const looked = useDeskState((s) => s.hovered === id && s.drawing === null && s.carried === null)
  const troubled = useEditorState((s) => issuesAt(s.read, id).length > 0)
  const hidden = useEditorState((s) => receiversOf(s.read).has(id))
  const [, x, y] = wirePath({ sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition }, data?.lane)
  return (
    <>
      <g ref={group} className="mr-edit-wire" data-splice={splice || undefined}>
        <Wire {...props} />
      </g>
      {hidden && isDetailed(detail) && <Receiver wire={id} x={x} y={y} narrow={targetX - sourceX < GHOST_WITH_NAME} />}
      {troubled && (
        <EdgeLabelRenderer>
          <span className="mr-wire-problems nopan" style={{ transform: `translate(-50%,-50%) translate(${x}px,${y + 20}px)` }}>
            <Problems id={id} />
          </span>
        </EdgeLabelRenderer>
      )}
      {(alone || looked) && (
        <EdgeToolbar edgeId={id} x={x} y={y - 16} alignY="bottom" isVisible className="mr-wire-tools nopan nodrag">
          {alone && <Tools wire={id} />}
          <Fields wire={id} />
        </EdgeToolbar>
      )}
    </>
  )
})

const receivers = new WeakMap<Read['graph'], ReadonlySet<string>>()
function receiversOf(read: Read): ReadonlySet<string> {
  const known = receivers.get(read.graph) ?? new Set(hiddenReceivers(read))
  receivers.set(read.graph, known)
  return known
}

function Tools({ wire }: { wire: string }) {
  const t = useT()
  const desk = useDesk()
  return (
    <span className="flex">
      <Button look="ghost" size="small" icon={<SquarePlus size={14} />} onClick={() => desk.openInto(wire)}>
        {t('design.wire-insert')}
      </Button>
      <Button look="ghost" size="small" icon={<Scissors size={14} />} onClick={() => desk.cut([wire])}>
        {t('design.wire-cut')}
      </Button>
      <Button look="ghost" size="small" icon={<Eye size={14} />} onClick={() => desk.peek(wire)}>
        {t('design.wire-peek')}
      </Button>
    </span>
  )
}

/** What a wire carries. */
function Fields({ wire }: { wire: string }) {
  const t = useT()
  const shape = useEditorState((s) => s.read.compiled?.shapes[wire] ?? null)
  if (shape === null) return <p className="mr-fields text-muted">{t('design.wire-unknown')}</p>
  if (shape.raw === true) return <p className="mr-fields text-muted">{t('design.wire-raw')}</p>
  const fields = visible(shape)
  return (
    <dl className="mr-fields">
      {fields.slice(0, MOST_FIELDS).map(({ name, type }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{type}</dd>
        </div>
      ))}
      {fields.length > MOST_FIELDS && <div className="text-muted">{t('design.wire-more', { count: fields.length - MOST_FIELDS })}</div>}
    </dl>
  )
}

/** The default receiver, which is not in the document: a click puts it there. */
function Receiver({ wire, x, y, narrow }: { wire: string; x: number; y: number; narrow: boolean }) {
  const t = useT()
  const desk = useDesk()
  return (
    <EdgeLabelRenderer>
      <Tooltip text={t('design.receiver-hint')} side="top">
        <button
          type="button"
          tabIndex={-1}
          aria-label={t('design.receiver-add')}
          className="mr-ghost nodrag nopan"
          data-narrow={narrow || undefined}
          style={{ transform: `translate(-50%,-50%) translate(${x}px,${y + 24}px)` }}
          onClick={(event) => {
            event.stopPropagation()
            desk.drawReceiver(wire)
          }}
        >
          <Inbox size={12} strokeWidth={1.75} aria-hidden="true" />
          {!narrow && t('design.receiver')}
        </button>
      </Tooltip>
    </EdgeLabelRenderer>
  )
}
