import type { Bytes } from './data-files.ts'
import { MersenneTwister } from './random.ts'

const VOCABULARY = 5_000
const WORDS_A_LINE = 10
const START = 1_700_000_000_000
const MAX_LINE = 128

/** The vocabulary, most frequent first: `wa wb … wz waa …`. */
function vocabulary(): string[] {
  return Array.from({ length: VOCABULARY }, (_, i) => {
    let word = ''
    for (let n = i + 1; n > 0; n = Math.floor((n - 1) / 26)) word = String.fromCharCode(97 + ((n - 1) % 26)) + word
    return `w${word}`
  })
}

/** Writes lines one after the other: a stamp in epoch milliseconds and ten words, the k-th word k times rarer than the first. */
export class WordLines {
  readonly #random: MersenneTwister
  readonly #words = vocabulary()
  readonly #cumulative = new Float64Array(VOCABULARY)

  constructor(seed: number) {
    this.#random = new MersenneTwister(seed)
    for (let i = 0, sum = 0; i < VOCABULARY; i++) {
      sum += 1 / (i + 1)
      this.#cumulative[i] = sum
    }
  }

  /** Appends line `n` and a newline; lines must be asked for in order from 0. */
  write(out: Bytes, n: number): void {
    out.reserve(MAX_LINE)
    out.integer(START + Math.floor(n / 10))
    for (let k = 0; k < WORDS_A_LINE; k++) {
      out.byte(0x20)
      out.text(this.#words[this.#draw()])
    }
    out.byte(0x0a)
  }

  /** The first word whose cumulative weight reaches a uniform share of the whole. */
  #draw(): number {
    const x = this.#random.random() * this.#cumulative[VOCABULARY - 1]
    let low = 0
    for (let high = VOCABULARY; low < high; ) {
      const middle = (low + high) >>> 1
      if (this.#cumulative[middle] < x) low = middle + 1
      else high = middle
    }
    return low
  }
}
