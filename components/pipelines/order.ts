import type { PipelineSummary } from '../../core/protocol.ts'

export const filters = ['all', 'running', 'stopped', 'firing', 'drafts'] as const
export type Filter = (typeof filters)[number]

/** It runs, or is meant to. */
export const isLive = ({ status }: PipelineSummary): boolean => !['idle', 'ended', 'stopped', 'failed'].includes(status.state)

/** Only a draft, or one that differs from what is deployed. */
export const isDraft = ({ live, changed }: PipelineSummary): boolean => live === null || changed

const kept: Record<Filter, (row: PipelineSummary) => boolean> = {
  all: () => true,
  running: isLive,
  stopped: (row) => !isLive(row),
  firing: ({ firing }) => firing > 0,
  drafts: isDraft,
}

/** The rows that fit a filter and a text, what needs attention first: firing, failed, running, stopped, drafts; then by title. */
export function shownRows(rows: readonly PipelineSummary[], filter: Filter, text: string): readonly PipelineSummary[] {
  const words = text.trim().toLowerCase().split(/\s+/)
  return rows
    .filter(kept[filter])
    .filter(({ name, title }) => words.every((word) => name.includes(word) || title.toLowerCase().includes(word)))
    .toSorted((a, b) => rank(a) - rank(b) || a.title.localeCompare(b.title))
}

function rank(row: PipelineSummary): number {
  if (row.firing > 0) return 0
  if (row.status.state === 'failed' || row.status.state === 'backoff') return 1
  if (isLive(row)) return 2
  return row.live === null ? 4 : 3
}

/** Where a figure is heading: its last ten measurements against the ten at the beginning of the minute; null = too few. */
export function trendOf(minute: ArrayLike<number>): 'rising' | 'falling' | 'steady' | null {
  const known = Array.from(minute).filter((value) => !Number.isNaN(value))
  if (known.length < 20) return null
  const mean = (part: readonly number[]) => part.reduce((sum, x) => sum + x, 0) / part.length
  const [before, after] = [mean(known.slice(0, 10)), mean(known.slice(-10))]
  if (Math.abs(after - before) < Math.max(10, before * 0.05)) return 'steady'
  return after > before ? 'rising' : 'falling'
}
