/** A group of nodes that work as one: what `Work.owner` answered. */
export type Owner = number

/** Who works, and who waits for whom: milliseconds per node, clocked where batches change hands and never per row. */
export class Work {
  readonly #now: () => number
  readonly #owners: (readonly number[])[] = []
  readonly #spent: number[] = []
  readonly #stack: Owner[] = []
  #since = 0
  /** Since when a node does something beside the others, and how many such things at once. */
  readonly #beside: { since: number; things: number }[]
  readonly #busy: Float64Array
  readonly #waited: Float64Array
  #waiting: readonly number[] = []
  #waitingSince = 0

  /** `now` = monotonic milliseconds. */
  constructor(nodes: number, now: () => number) {
    this.#now = now
    this.#busy = new Float64Array(nodes)
    this.#waited = new Float64Array(nodes)
    this.#beside = Array.from({ length: nodes }, () => ({ since: 0, things: 0 }))
  }

  /** Nodes that share a loop share its time in equal parts. */
  owner(nodes: readonly number[]): Owner {
    this.#spent.push(0)
    return this.#owners.push([...new Set(nodes)]) - 1
  }

  /** From here to `leave` the owner works, but for what enters in between. */
  enter(owner: Owner): void {
    this.#pass()
    this.#stack.push(owner)
  }

  leave(): void {
    this.#pass()
    this.#stack.pop()
  }

  /** From here to `endBeside` the node works beside whoever else does: it publishes. */
  beginBeside(node: number): void {
    const beside = this.#beside[node]
    if (beside.things++ === 0) beside.since = this.#now()
  }

  endBeside(node: number): void {
    const beside = this.#beside[node]
    if (--beside.things === 0) this.#busy[node] += this.#now() - beside.since
  }

  /** From here to `waited` these nodes wait for one behind them. */
  wait(nodes: readonly number[]): void {
    this.#waiting = nodes
    this.#waitingSince = this.#now()
  }

  waited(): void {
    this.#addWaited()
    this.#waiting = []
  }

  /** What happened since the last call, per node. */
  take(): { busy: number[]; waited: number[] } {
    this.#pass()
    this.#addWaited()
    const now = this.#now()
    for (const [owner, nodes] of this.#owners.entries()) {
      for (const node of nodes) this.#busy[node] += this.#spent[owner] / nodes.length
      this.#spent[owner] = 0
    }
    for (const [node, beside] of this.#beside.entries()) {
      if (beside.things > 0) this.#busy[node] += now - beside.since
      beside.since = now
    }
    const taken = { busy: [...this.#busy], waited: [...this.#waited] }
    this.#busy.fill(0)
    this.#waited.fill(0)
    return taken
  }

  #pass(): void {
    const now = this.#now()
    if (this.#stack.length > 0) this.#spent[this.#stack[this.#stack.length - 1]] += now - this.#since
    this.#since = now
  }

  #addWaited(): void {
    const now = this.#now()
    for (const node of this.#waiting) this.#waited[node] += now - this.#waitingSince
    this.#waitingSince = now
  }
}
