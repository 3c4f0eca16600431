import type { Tap } from '../../core/metrics.ts'
import type { FieldHistory } from '../../core/protocol.ts'

const KEPT = 3_600

/** What the rules on a field saw in the last hour, second by second, in memory: 58 kB. */
export class FieldSeconds {
  readonly #least = new Float64Array(KEPT)
  readonly #most = new Float64Array(KEPT)
  #first = 0
  #next = 0

  /** Notes a second (epoch seconds); those that were left out since the last one had nothing. */
  put(second: number, tap: Tap | undefined): void {
    if (second < this.#next) return
    if (this.#next === 0 || second - this.#next >= KEPT) this.#first = this.#next = second
    for (; this.#next <= second; this.#next++) {
      this.#least[this.#next % KEPT] = Number.NaN
      this.#most[this.#next % KEPT] = Number.NaN
    }
    this.#first = Math.max(this.#first, this.#next - KEPT)
    if (tap === undefined || tap.count === 0) return
    this.#least[second % KEPT] = tap.min
    this.#most[second % KEPT] = tap.max
  }

  read(): FieldHistory {
    const seconds = Array.from({ length: this.#next - this.#first }, (_, i) => (this.#first + i) % KEPT)
    const of = (values: Float64Array) => seconds.map((at) => (Number.isNaN(values[at]) ? null : values[at]))
    return { from: this.#first * 1000, step: 1000, least: of(this.#least), most: of(this.#most) }
  }
}
