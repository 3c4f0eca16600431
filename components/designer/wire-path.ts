import { type BezierEdgeProps, getBezierPath, getSmoothStepPath, getStraightPath } from 'reactflow'

type Ends = Pick<BezierEdgeProps, 'sourceX' | 'sourceY' | 'targetX' | 'targetY' | 'sourcePosition' | 'targetPosition'>

/** The way of a wire and its middle. One that leads back does so in its lane, while that is between its ends. */
export function wirePath(ends: Ends, lane: number | undefined, straight = false): readonly [path: string, x: number, y: number] {
  const { sourceX, sourceY, targetX, targetY } = ends
  const between = lane !== undefined && targetX < sourceX && lane > Math.min(sourceY, targetY) && lane < Math.max(sourceY, targetY)
  const [path, x, y] = between
    ? getSmoothStepPath({ ...ends, centerY: lane, borderRadius: 12, offset: 24 })
    : straight
      ? getStraightPath(ends)
      : getBezierPath(ends)
  return [path, x, y]
}
