import type { Cell, ViewColumns, ViewSnapshot, ViewUpdate } from '../../core/protocol.ts'

type View = { columns: ViewColumns; key: readonly string[]; places: readonly number[]; rows: Map<string, readonly Cell[]> }

/** The newest rows of live tables and charts, so that who opens a page sees them at once and a restart of the run empties nothing. */
export class Views {
  readonly #views = new Map<string, View>()

  take({ pipeline, node, snapshot, upsert, remove }: ViewUpdate): void {
    const id = `${pipeline}/${node}`
    if (snapshot !== undefined) {
      const places = snapshot.key.map((name) => snapshot.columns.findIndex((column) => column.name === name))
      const view: View = { columns: snapshot.columns, key: snapshot.key, places, rows: new Map() }
      for (const row of snapshot.rows) view.rows.set(keyOf(view, row), row)
      this.#views.set(id, view)
    }
    const view = this.#views.get(id)
    if (view === undefined) return
    for (const row of upsert ?? []) {
      const key = keyOf(view, row)
      view.rows.delete(key) // so that the newest come last
      view.rows.set(key, row)
    }
    for (const key of remove ?? []) view.rows.delete(key)
  }

  snapshot(pipeline: string, node: string): ViewSnapshot | null {
    const view = this.#views.get(`${pipeline}/${node}`)
    return view === undefined ? null : { columns: view.columns, key: view.key, rows: [...view.rows.values()] }
  }

  forget(pipeline: string): void {
    for (const id of this.#views.keys()) if (id.startsWith(`${pipeline}/`)) this.#views.delete(id)
  }
}

const keyOf = ({ places }: View, row: readonly Cell[]): string => JSON.stringify(places.map((place) => row[place]))
