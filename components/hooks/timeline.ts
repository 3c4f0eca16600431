/** Frames may come late by so many seconds; what is older comes of a clock that was set back. */
const LATE = 5

/** Whether the second of the newest frame shows that the clock of the server was set back since the one before. */
export const isSetBack = (before: number | undefined, newest: number | undefined): boolean =>
  before !== undefined && newest !== undefined && newest < before - LATE

/**
 * Columns of figures over evenly spaced time, the newest `capacity` slots kept. A slot is a whole number (an epoch second, or any other step);
 * what was never measured is NaN, so that a gap stays a gap.
 */
export class Timeline {
  readonly capacity: number
  readonly #columns = new Map<string, Float64Array>()
  #head: number | null = null

  constructor(capacity: number) {
    this.capacity = capacity
  }

  /** The newest slot; null before the first. */
  get head(): number | null {
    return this.#head
  }

  /** Sets a figure; slots that are too old are ignored, skipped ones become gaps. */
  put(name: string, slot: number, value: number | null): void {
    this.advance(slot)
    if (slot <= this.#head! - this.capacity) return
    let column = this.#columns.get(name)
    if (column === undefined) {
      column = new Float64Array(this.capacity).fill(Number.NaN)
      this.#columns.set(name, column)
    }
    column[slot % this.capacity] = value ?? Number.NaN
  }

  /** Moves the newest slot on; everything in between is a gap until it is put. */
  advance(slot: number): void {
    if (this.#head === null) this.#head = slot
    if (slot <= this.#head) return
    const skipped = Math.min(slot - this.#head, this.capacity)
    for (const column of this.#columns.values()) for (let k = 0; k < skipped; k++) column[(slot - k) % this.capacity] = Number.NaN
    this.#head = slot
  }

  /** A figure; NaN when it was not measured or is no longer kept. */
  at(name: string, slot: number): number {
    return this.reader(name)(slot)
  }

  /** Reads many figures of one column; it holds until something is put. */
  reader(name: string): (slot: number) => number {
    const column = this.#columns.get(name)
    const head = this.#head
    if (column === undefined || head === null) return () => Number.NaN
    const { capacity } = this
    return (slot) => (slot > head || slot <= head - capacity ? Number.NaN : column[slot % capacity])
  }

  clear(): void {
    this.#columns.clear()
    this.#head = null
  }
}
