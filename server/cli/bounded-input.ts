import fs from 'node:fs'
import path from 'node:path'
import type { Plan } from '../../core/plan.ts'
import { list, placeOf } from '../../nodes/connect/file/listing.ts'

/** How much of the input is read, from 0 to 1, given the position of each source. */
export type ReadShare = (positions: Readonly<Record<string, unknown>>) => number

type FileConfig = { path: string; watch: boolean }

/** For a plan all of whose sources are files that will end: how much of them is read. Otherwise null. */
export function boundedInput(plan: Plan): ReadShare | null {
  const parts: { node: string; files: Map<string, number> }[] = []
  for (const { node, body } of plan.ops) {
    if (body.op !== 'source') continue
    const { type, config } = plan.nodes[node]
    if (type !== 'connect.file' || (config as FileConfig).watch) return null
    parts.push({ node, files: sizes((config as FileConfig).path) })
  }
  const total = parts.reduce((sum, { files }) => sum + sumOf(files.values()), 0)
  if (total === 0) return null
  return (positions) => parts.reduce((done, { node, files }) => done + bytesRead(files, positions[node]), 0) / total
}

/** Sizes by name; none when the files cannot be looked at, which the run itself will complain about. */
function sizes(text: string): Map<string, number> {
  try {
    const place = placeOf(text, (p) => path.resolve(p))
    return new Map(list(place).map((name) => [name, fs.statSync(path.join(place.base, name)).size]))
  } catch {
    return new Map()
  }
}

/** The file that is being read counts up to its offset; of a packed one the offset is unpacked, so it counts as begun only. */
function bytesRead(files: ReadonlyMap<string, number>, position: unknown): number {
  const { file, offset } = (position ?? { file: '', offset: 0 }) as { file: string; offset: number }
  const before = [...files].filter(([name]) => name < file).map(([, size]) => size)
  return sumOf(before) + (file.endsWith('.gz') ? 0 : Math.min(offset, files.get(file) ?? 0))
}

function sumOf(values: Iterable<number>): number {
  let sum = 0
  for (const value of values) sum += value
  return sum
}
