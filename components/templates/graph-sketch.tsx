import type { GraphView } from '../../core/protocol.ts'
import { stageColor } from '../ui/stage-icon.tsx'

const BOX = { width: 26, height: 14 } as const
const MARGIN = 6
/** No further apart than this, so that a small graph is not torn apart. */
const PITCH = { x: 58, y: 30 } as const

/** A graph as a little picture: a box for each node at its place, in the colour of its kind. */
export function GraphSketch({ graph, width, height, label }: { graph: GraphView; width: number; height: number; label: string }) {
  const placed = graph.nodes.flatMap(({ at, ...node }) => (at === null ? [] : [{ ...node, at }]))
  const along = (axis: 0 | 1, room: number, most: number, box: number): ((value: number) => number) => {
    const places = [...new Set(placed.map(({ at }) => at[axis]))].sort((a, b) => a - b)
    const steps = Math.max(1, places.length - 1)
    const pitch = Math.min(most, (room - 2 * MARGIN - box) / steps)
    const begin = (room - pitch * (places.length - 1)) / 2
    return (value) => begin + places.indexOf(value) * pitch
  }
  const [x, y] = [along(0, width, PITCH.x, BOX.width), along(1, height, PITCH.y, BOX.height)]
  const centre = new Map(placed.map(({ id, at }) => [id, { x: x(at[0]), y: y(at[1]) }]))
  return (
    <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label} className="w-full">
      {graph.wires.map(({ id, from, to }) => {
        const [a, b] = [centre.get(from.node), centre.get(to.node)]
        if (a === undefined || b === undefined) return null
        const [start, end] = [a.x + BOX.width / 2, b.x - BOX.width / 2]
        const bend = (end - start) / 2
        return (
          <path
            key={id}
            d={`M${start} ${a.y}C${start + bend} ${a.y} ${end - bend} ${b.y} ${end} ${b.y}`}
            fill="none"
            stroke="var(--control)"
            strokeWidth="1.25"
          />
        )
      })}
      {placed.map(({ id, stage }) => {
        const { x: left, y: top } = centre.get(id)!
        const [boxX, boxY] = [left - BOX.width / 2, top - BOX.height / 2]
        return (
          <g key={id}>
            <rect
              x={boxX}
              y={boxY}
              {...BOX}
              rx="3"
              fill="var(--panel)"
              stroke="var(--control)"
              strokeWidth="1"
              strokeDasharray={stage === 'control' ? '2.5 2' : undefined}
            />
            <path d={`M${boxX + 2} ${boxY + 3}v${BOX.height - 6}`} stroke={stageColor[stage]} strokeWidth="3" strokeLinecap="round" />
          </g>
        )
      })}
    </svg>
  )
}
