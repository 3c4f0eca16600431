import type { Plan } from '../../core/plan.ts'
import type { Cell, ViewChange } from '../../core/protocol.ts'
import { View } from '../../core/view.ts'
import { columns, instant } from './format.ts'

const FRAME_LINES = 5
const MIN_ROWS = 5

/** What the first live table of a pipeline shows, as text. */
export class ViewTable {
  readonly #node: string
  readonly #sort: { by: string; order: 'asc' | 'desc' } | undefined
  readonly #view = new View()

  private constructor(node: string, config: unknown) {
    this.#node = node
    this.#sort = (config as { sort?: { by: string; order: 'asc' | 'desc' } }).sort
  }

  /** Null for a pipeline without a live table. */
  static of(plan: Plan): ViewTable | null {
    const op = plan.ops.find(({ node, body }) => body.op === 'sink' && plan.nodes[node].type === 'consume.live-table')
    return op === undefined ? null : new ViewTable(op.node, plan.nodes[op.node].config)
  }

  apply(node: string, change: ViewChange): void {
    if (node === this.#node) this.#view.apply(change)
  }

  /** The table as text, at most `height` lines of it; null while it is empty. */
  text(height: number): string | null {
    const shown = this.#view.snapshot()
    if (shown === null || shown.rows.length === 0) return null
    const room = Math.max(MIN_ROWS, height - FRAME_LINES)
    const places = shown.columns.flatMap(({ name }, i) => (name.startsWith('_') ? [] : [i]))
    const by = shown.columns.findIndex(({ name }) => name === this.#sort?.by)
    const rows = by < 0 ? shown.rows.toReversed() : shown.rows.toSorted((a, b) => compare(a[by], b[by]))
    if (this.#sort?.order === 'desc') rows.reverse()
    const cell = (row: readonly Cell[], i: number): string | number => {
      const value = row[i]
      if (typeof value !== 'number') return value === null ? '' : String(value)
      return shown.columns[i].type === 'timestamp' ? instant(value) : value
    }
    const table = columns(
      places.map((i) => shown.columns[i].name),
      rows.slice(0, room).map((row) => places.map((i) => cell(row, i))),
    )
    return rows.length > room ? `${table}  … and ${rows.length - room} more\n` : table
  }
}

const compare = (a: Cell, b: Cell): number => {
  if (a === b) return 0
  if (a === null || b === null) return a === null ? -1 : 1
  return a < b ? -1 : 1
}
