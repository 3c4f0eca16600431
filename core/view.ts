import type { Cell, ViewChange, ViewColumns, ViewSnapshot } from './protocol.ts'

/** The rows of a live table or chart as its changes leave them: kept alike by the process of a run, by the server and by the browser. */
export class View {
  #columns: ViewColumns = []
  #key: readonly string[] = []
  #cells: readonly number[] = []
  readonly #rows = new Map<string, readonly Cell[]>()
  #begun = false

  /** Applies a change; false when it precedes the first snapshot and means nothing yet. */
  apply({ snapshot, upsert = [], remove = [] }: ViewChange): boolean {
    if (snapshot !== undefined) {
      this.#columns = snapshot.columns
      this.#key = snapshot.key
      this.#cells = snapshot.key.map((name) => snapshot.columns.findIndex((column) => column.name === name))
      this.#rows.clear()
      for (const row of snapshot.rows) this.#rows.set(this.keyOf(row), row)
      this.#begun = true
    }
    if (!this.#begun) return false
    for (const key of remove) this.#rows.delete(key)
    for (const row of upsert) this.#rows.set(this.keyOf(row), row)
    return true
  }

  /** The name of a row in `remove`. */
  keyOf(row: readonly Cell[]): string {
    return JSON.stringify(this.#cells.map((i) => row[i]))
  }

  get size(): number {
    return this.#rows.size
  }

  /** Everything as one change that begins anew; null before the first snapshot. Rows stand in the order in which their keys came. */
  snapshot(): ViewSnapshot | null {
    return this.#begun ? { columns: this.#columns, key: this.#key, rows: [...this.#rows.values()] } : null
  }
}
