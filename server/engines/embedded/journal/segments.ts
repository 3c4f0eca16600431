/** The segment files of a log: their names, and what is found in them at the start. */
import { join } from 'node:path'
import type { Files } from '../files.ts'
import { FRAME, FRAME_HEAD, type Frame, FrameReader, type FrameType } from './frames.ts'
import { corrupt } from './problems.ts'

/** The part of recovery that differs between the logs. */
export type LogUse = {
  prefix: string
  suffix: string
  /** The type of the frames whose numbers name the segments; frames of other types are summed up by `head` at each new segment. */
  counted: FrameType
  /** Takes every frame in order, start frames included; the body is borrowed. */
  visit(frame: Frame): void
  /** What the start frame of a new segment has to carry of what `visit` saw. */
  head(): Uint8Array
  /** The smallest number the next counted frame can have. */
  next(): number
}

/** A segment: the smallest number it may hold, and how many of its bytes count. */
export type Segment = { first: number; end: number; previous: Previous | null }
export type Previous = { first: number; end: number }
/** The part of the last segment that may not be durable: a range of bytes, and the counted frames in it. */
export type Tail = { from: number; to: number; frames: { at: number; number: number; length: number }[] }

/** The name of the file that begins with `first`. */
export function segmentName(use: LogUse, first: number): string {
  return `${use.prefix}${first}${use.suffix}`
}

/** Bytes of the owner in the body of a start frame. */
export function ownerPart(start: Frame): Buffer {
  return start.body.subarray(16)
}

/** The segments in the folder, oldest first, with the lengths of their files; what a dead process had begun to create is removed. */
export function findSegments(files: Files, dir: string, use: LogUse): Segment[] {
  const segments: Segment[] = []
  for (const file of files.list(dir)) {
    if (!file.startsWith(use.prefix)) continue
    if (file.endsWith(`${use.suffix}.tmp`)) files.unlink(join(dir, file))
    const first = Number(file.slice(use.prefix.length, -use.suffix.length))
    if (file === segmentName(use, first) && Number.isSafeInteger(first)) segments.push({ first, end: 0, previous: null })
  }
  return segments.sort((a, b) => a.first - b.first)
}

/** Checks every segment, visits every frame, sets the segments' ends, and returns the tail of the last one that may not be durable. */
export function recover(files: Files, dir: string, use: LogUse, segments: Segment[]): Tail | null {
  const paths = segments.map((segment) => join(dir, segmentName(use, segment.first)))
  for (const [i, segment] of segments.entries()) {
    const previous = reading(files, paths[i]!, readPrevious)
    segment.previous = previous
    if (i > 0 && previous?.first !== segments[i - 1]!.first)
      throw corrupt(paths[i]!, FRAME_HEAD, `the file before it, ${segmentName(use, previous?.first ?? 0)}, is missing`)
  }
  let tail: Tail | null = null
  for (const [i, segment] of segments.entries())
    reading(files, paths[i]!, (reader) => {
      const follower = segments[i + 1]
      if (follower?.previous) {
        segment.end = follower.previous.end
        const stop = walk(reader, 0, segment.end, (frame) => use.visit(frame))
        if (stop !== segment.end) throw corrupt(reader.path, stop, 'a frame is missing or has a wrong checksum')
      } else {
        tail = readTail(reader, use)
        segment.end = tail.from
      }
    })
  return tail
}

/** Calls `act` with a reader of the file. */
export function reading<T>(files: Files, path: string, act: (reader: FrameReader) => T): T {
  const reader = new FrameReader(files, path)
  try {
    return act(reader)
  } finally {
    reader.close()
  }
}

/** What the first frame says of the segment before. */
function readPrevious(reader: FrameReader): Previous | null {
  const frame = reader.frame(0, reader.size())
  if (frame === null || frame.type !== FRAME.start) throw corrupt(reader.path, 0, 'its first frame is missing or has a wrong checksum')
  const first = frame.body.readDoubleLE(0)
  return first < 0 ? null : { first, end: frame.body.readDoubleLE(8) }
}

/** Visits the valid frames of the last segment; what follows them is torn, unless a frame proves that it had been durable. */
function readTail(reader: FrameReader, use: LogUse): Tail {
  const size = reader.size()
  let durable = 0
  let frames: Tail['frames'] = []
  const stop = walk(reader, 0, size, (frame) => {
    use.visit(frame)
    if (frame.durable > durable) {
      durable = frame.durable
      frames = frames.filter(({ at }) => at >= durable)
    }
    if (frame.type === use.counted && frame.at >= durable)
      frames.push({ at: frame.at, number: frame.number, length: frame.next - frame.at })
  })
  if (stop < durable || reader.durableBeyond(stop, size)) throw corrupt(reader.path, stop, 'a frame is missing or has a wrong checksum')
  return { from: durable, to: size, frames }
}

/** Calls `visit` for each frame from `at` to `end`; returns where the first bad one is, or `end`. */
function walk(reader: FrameReader, at: number, end: number, visit: (frame: Frame) => void): number {
  for (let next = at; ; ) {
    const frame = reader.frame(next, end)
    if (frame === null) return next
    visit(frame)
    next = frame.next
  }
}
