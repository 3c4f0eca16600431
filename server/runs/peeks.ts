/** Which wires of which pipelines somebody looks at. */
export class Peeks {
  readonly #lookers = new Map<string, Map<string, number>>()
  readonly #changed: (pipeline: string, wires: readonly string[]) => void

  constructor(changed: (pipeline: string, wires: readonly string[]) => void) {
    this.#changed = changed
  }

  /** Somebody begins to look; the answer ends it and may be called again in vain. */
  begin(pipeline: string, wire: string): () => void {
    const wires = this.#lookers.get(pipeline) ?? new Map<string, number>()
    this.#lookers.set(pipeline, wires)
    wires.set(wire, (wires.get(wire) ?? 0) + 1)
    if (wires.get(wire) === 1) this.#changed(pipeline, [...wires.keys()])
    let over = false
    return () => {
      if (over) return
      over = true
      const left = wires.get(wire)! - 1
      if (left > 0) wires.set(wire, left)
      else {
        wires.delete(wire)
        this.#changed(pipeline, [...wires.keys()])
      }
    }
  }
}
