import type { Rule } from '../../core/alert.ts'
import type { Cell, GraphView, ViewColumns } from '../../core/protocol.ts'
import { parseDuration } from '../../core/units.ts'

/** How a `consume.chart` node draws, from its settings as they stand in the document. */
export type ChartSettings = {
  readonly kind: 'line' | 'area' | 'bar' | 'number' | 'top'
  readonly by: string | null
  readonly y: readonly string[]
  readonly thresholds: readonly { readonly value: number; readonly label: string; readonly severity: 'info' | 'warning' | 'critical' }[]
  /** Milliseconds of time that the x axis spans. */
  readonly window: number
}

const kinds = ['line', 'area', 'bar', 'number', 'top'] as const
const severities = ['info', 'warning', 'critical'] as const

export function chartSettings(config: unknown): ChartSettings {
  const set = (config ?? {}) as Readonly<Record<string, unknown>>
  const thresholds = Array.isArray(set.thresholds) ? (set.thresholds as Readonly<Record<string, unknown>>[]) : []
  return {
    kind: kinds.find((k) => k === set.kind) ?? 'line',
    by: typeof set.by === 'string' ? set.by : null,
    y: Array.isArray(set.y) ? set.y.filter((name): name is string => typeof name === 'string') : [],
    thresholds: thresholds.flatMap(({ value, label, severity }) =>
      typeof value === 'number'
        ? [{ value, label: typeof label === 'string' ? label : '', severity: severities.find((s) => s === severity) ?? 'warning' }]
        : [],
    ),
    window: typeof set.window === 'string' || typeof set.window === 'number' ? (parseDuration(set.window) ?? 600_000) : 600_000,
  }
}

/** Rules on the fields that a node draws, set on a node in front of it, beside the thresholds of the chart itself. */
export function fieldRules(graph: GraphView, node: string, { y, thresholds }: ChartSettings, rules: readonly Rule[]): readonly Rule[] {
  const ahead = new Set([node])
  for (const id of ahead) for (const wire of graph.wires) if (wire.to.node === id) ahead.add(wire.from.node)
  const drawn = new Set(thresholds.map((t) => t.value))
  return rules.filter(
    (rule) =>
      rule.field !== undefined && y.includes(rule.field) && ahead.has(rule.on) && !drawn.has(rule.above ?? rule.below ?? Number.NaN),
  )
}

export type Point = { readonly x: number; readonly y: number | null }
export type PlotSeries = { readonly name: string; readonly points: readonly Point[] }
export type Plot = {
  readonly series: readonly PlotSeries[]
  /** x is epoch milliseconds; else a number, or the place among `names`. */
  readonly time: boolean
  readonly names: readonly string[] | null
}

/** The rows of a chart as lines, each in the order of x: one per field and, with `by`, per value of it. */
export function plotOf(columns: ViewColumns, rows: readonly (readonly Cell[])[], { by, y }: Pick<ChartSettings, 'by' | 'y'>): Plot {
  const [xColumn] = columns
  if (xColumn === undefined) return { series: [], time: false, names: null }
  const byAt = by === null ? -1 : columns.findIndex((c) => c.name === by)
  const yAt = y.map((name) => columns.findIndex((c) => c.name === name))
  const names = xColumn.type === 'string' ? [...new Set(rows.map((row) => String(row[0])))].sort() : null
  const place = names === null ? (cell: Cell) => Number(cell) : (cell: Cell) => names.indexOf(String(cell))
  const series = new Map<string, Point[]>()
  for (const row of rows) {
    for (const [k, at] of yAt.entries()) {
      const name = byAt < 0 ? y[k] : yAt.length === 1 ? String(row[byAt]) : `${row[byAt]} · ${y[k]}`
      const points = series.get(name) ?? []
      series.set(name, points)
      const value = row[at]
      points.push({ x: place(row[0]), y: typeof value === 'number' ? value : null })
    }
  }
  const byX = (a: Point, b: Point) => a.x - b.x
  return { series: [...series].map(([name, points]) => ({ name, points: points.sort(byX) })), time: xColumn.type === 'timestamp', names }
}

/** The bars of a `top` chart, greatest first. */
export function topOf(
  columns: ViewColumns,
  rows: readonly (readonly Cell[])[],
  { by, y }: Pick<ChartSettings, 'by' | 'y'>,
): readonly { name: string; value: number }[] {
  const [byAt, yAt] = [by, y[0]].map((name) => columns.findIndex((c) => c.name === name))
  return rows
    .flatMap((row) => {
      const value = row[yAt]
      return typeof value === 'number' ? [{ name: String(row[byAt]), value }] : []
    })
    .sort((a, b) => b.value - a.value || (a.name < b.name ? -1 : 1))
}
