/** Random numbers that other languages draw too, so that a port of a generator writes the same bytes. */

const MASK = (1n << 64n) - 1n

/** splitmix64 of a seed: a well spread 64-bit state that is never zero. */
function spread(seed: number): bigint {
  let z = (BigInt(seed) + 0x9e3779b97f4a7c15n) & MASK
  z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & MASK
  z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & MASK
  return z ^ (z >> 31n) || 1n
}

/** xorshift64* in two 32-bit halves: BigInt would be thirty times slower. */
export class Xorshift {
  #high: number
  #low: number

  constructor(seed: number) {
    const state = spread(seed)
    this.#high = Number(state >> 32n) | 0
    this.#low = Number(state & 0xffffffffn) | 0
  }

  /** The upper half of the next product: an integer from 0 to 2^32 − 1. */
  u32(): number {
    let high = this.#high
    let low = this.#low
    low ^= (low >>> 12) | (high << 20)
    high ^= high >>> 12
    high ^= (high << 25) | (low >>> 7)
    low ^= low << 25
    low ^= (low >>> 27) | (high << 5)
    high ^= high >>> 27
    this.#high = high
    this.#low = low
    // bits 32 to 63 of (high, low) * 0x2545F4914F6CDD1D; the product of the low halves goes by 16-bit pieces
    const a = low & 0xffff
    const b = low >>> 16
    const middle = b * 0xdd1d + ((a * 0xdd1d) >>> 16)
    const upper = b * 0x4f6c + Math.floor(middle / 65536) + ((a * 0x4f6c + (middle & 0xffff)) >>> 16)
    return (upper + Math.imul(low, 0x2545f491) + Math.imul(high, 0x4f6cdd1d)) >>> 0
  }

  /** An integer from 0 to n − 1, for n up to 2^37: the upper bits of a 64-bit product. */
  below(n: number): number {
    const x = this.u32()
    if (n <= 0x200000) return Math.floor((x * n) / 4294967296)
    return Math.floor(((x >>> 16) * n + Math.floor(((x & 0xffff) * n) / 65536)) / 65536)
  }
}

/** MT19937 as Python seeds it from a small integer. */
export class MersenneTwister {
  #state = new Int32Array(624)
  #next = 624

  constructor(seed: number) {
    const mt = this.#state
    mt[0] = 19650218
    for (let i = 1; i < 624; i++) mt[i] = Math.imul(1812433253, mt[i - 1] ^ (mt[i - 1] >>> 30)) + i
    let i = 1
    for (let k = 0; k < 624; k++) {
      mt[i] = (mt[i] ^ Math.imul(mt[i - 1] ^ (mt[i - 1] >>> 30), 1664525)) + seed
      if (++i === 624) i = wrap(mt)
    }
    for (let k = 0; k < 623; k++) {
      mt[i] = (mt[i] ^ Math.imul(mt[i - 1] ^ (mt[i - 1] >>> 30), 1566083941)) - i
      if (++i === 624) i = wrap(mt)
    }
    mt[0] = 1 << 31
  }

  /** A double in [0, 1) of 53 bits, as Python's `random()`. */
  random(): number {
    const a = this.#u32() >>> 5
    const b = this.#u32() >>> 6
    return (a * 67108864 + b) / 9007199254740992
  }

  #u32(): number {
    if (this.#next === 624) this.#refill()
    let y = this.#state[this.#next++]
    y ^= y >>> 11
    y ^= (y << 7) & 0x9d2c5680
    y ^= (y << 15) & 0xefc60000
    return (y ^ (y >>> 18)) >>> 0
  }

  #refill(): void {
    const mt = this.#state
    for (let i = 0; i < 624; i++) {
      const y = (mt[i] & 0x80000000) | (mt[(i + 1) % 624] & 0x7fffffff)
      mt[i] = mt[(i + 397) % 624] ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0)
    }
    this.#next = 0
  }
}

function wrap(mt: Int32Array): number {
  mt[0] = mt[623]
  return 1
}
