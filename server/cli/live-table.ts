import type { Plan, PlanOp } from '../../core/plan.ts'
import { columns, instant } from './format.ts'

type Row = Record<string, string | number | boolean | null>

/** Lines above and below the table, and one that stays free for the prompt. */
const FRAME_LINES = 7
const MIN_ROWS = 5
/** Without a key there is no table, only the newest records; more are not kept. */
const MOST_LINES = 200

/** What a pipeline's console shows, as a table: of the newest window, the row of each key, greatest figure first; without keys the newest records. */
export class LiveTable {
  readonly #aggregate: Extract<PlanOp['body'], { op: 'aggregate' }> | null
  readonly #byArrival: boolean
  readonly #rows = new Map<string, Row>()
  #lines: string[] = []
  #window: { start: number; end: number } | null = null
  #rest = ''

  constructor(plan: Plan) {
    this.#aggregate = aggregateShown(plan)
    this.#byArrival = plan.ops.some(({ body }) => body.op === 'time' && 'arrival' in body.from)
  }

  /** Takes what the console prints. */
  take(text: string): void {
    const lines = (this.#rest + text).split('\n')
    this.#rest = lines.pop() ?? ''
    for (const line of lines) {
      const row = this.#aggregate === null ? null : readRow(line)
      if (row === null) this.#lines.push(line)
      else this.#place(row)
    }
    if (this.#lines.length > MOST_LINES) this.#lines = this.#lines.slice(-MOST_LINES)
  }

  /** The table as text, at most `height` lines of it. */
  text(height: number, now: number): string {
    const room = Math.max(MIN_ROWS, height - FRAME_LINES)
    if (this.#aggregate === null)
      return this.#lines
        .slice(-room)
        .map((line) => `  ${line}\n`)
        .join('')
    if (this.#rows.size === 0) return `  ${this.#waiting(now)}\n`
    const rows = [...this.#rows.values()].sort((a, b) => this.#compare(a, b))
    const names = Object.keys(rows[0])
    const table = columns(
      names,
      rows.slice(0, room).map((row) => names.map((name) => (typeof row[name] === 'number' ? row[name] : String(row[name])))),
    )
    const more = rows.length > room ? `  … and ${rows.length - room} more\n` : ''
    const window = this.#window === null ? '' : `  window ${instant(this.#window.start)} to ${instant(this.#window.end)} UTC\n\n`
    return `${window}${table}${more}`
  }

  #place(row: Row): void {
    const { window_start: start, window_end: end, ...rest } = row
    if (typeof start === 'number' && typeof end === 'number') {
      if (this.#window !== null && end < this.#window.end) return
      if (this.#window === null || end > this.#window.end) this.#rows.clear()
      this.#window = { start, end }
    }
    this.#rows.set(JSON.stringify(this.#aggregate!.keys.map((key) => row[key])), rest)
  }

  #compare(a: Row, b: Row): number {
    const { aggs, keys } = this.#aggregate!
    for (const { name } of aggs) if (a[name] !== b[name]) return Number(b[name]) - Number(a[name])
    return keys.map((key) => String(a[key]).localeCompare(String(b[key]))).find((order) => order !== 0) ?? 0
  }

  #waiting(now: number): string {
    const { window, output } = this.#aggregate!
    if (window.kind === 'none' || output !== 'append' || !this.#byArrival) return 'nothing yet'
    const step = window.kind === 'sliding' ? window.slide : window.size
    const offset = window.offset ?? 0
    return `no window has closed yet; the next one closes at ${instant((Math.floor((now - offset) / step) + 1) * step + offset)} UTC`
  }
}

/** The aggregate whose rows the live table or the console gets, if one stands in front of it. */
function aggregateShown(plan: Plan): Extract<PlanOp['body'], { op: 'aggregate' }> | null {
  const sink = (type: string) => plan.ops.find(({ node, body }) => body.op === 'sink' && plan.nodes[node].type === type)
  const byId = new Map(plan.ops.map((o) => [o.id, o]))
  for (let op = sink('consume.live-table') ?? sink('consume.console'); op !== undefined; op = byId.get(op.inputs[0]?.op))
    if (op.body.op === 'aggregate') return op.body
  return null
}

function readRow(line: string): Row | null {
  try {
    const value: unknown = JSON.parse(line)
    return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Row) : null
  } catch {
    return null
  }
}
