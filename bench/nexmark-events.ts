import type { Bytes } from './data-files.ts'
import { Xorshift } from './random.ts'

// The generator of the Nexmark benchmark: of 50 events 1 is a person, 3 are auctions, 46 are bids; half of the bids go to the
// hot auction, three quarters come from the hot bidder, three quarters of the auctions from the hot seller.
const PERSONS = 1
const AUCTIONS = 3
const ROUND = 50
const FIRST_ID = 1000
const FIRST_CATEGORY = 10
const STATES = 'AZ,CA,ID,OR,WA,WY'.split(',')
const CITIES = 'Phoenix,Los Angeles,San Francisco,Boise,Portland,Bend,Redmond,Seattle,Kent,Cheyenne'.split(',')
const FIRST_NAMES = 'Peter,Paul,Luke,John,Saul,Vicky,Kate,Julie,Sarah,Deiter,Walter'.split(',')
const LAST_NAMES = 'Shultz,Abrams,Spencer,White,Bartels,Walton,Smith,Jones,Noris'.split(',')
const HOT_CHANNELS = ['Google', 'Facebook', 'Baidu', 'Apple']
const A = 97
/** A price is 100 · 10^(6u) for a uniform u, in 256 steps that are then filled evenly with integers. */
const PRICES = Array.from({ length: 257 }, (_, i) => Math.round(10 ** ((6 * i) / 256) * 100))
const MAX_EVENT = 1024

export type NexmarkSettings = { seed: number; rate: number; start: number }

/** Index of the newest person at event `n`. */
function lastPerson(n: number): number {
  return Math.floor(n / ROUND) * PERSONS + Math.min(n % ROUND, PERSONS - 1)
}

/** Index of the newest auction at event `n`. */
function lastAuction(n: number): number {
  const round = Math.floor(n / ROUND)
  const at = n % ROUND
  if (at < PERSONS) return Math.max(0, (round - 1) * AUCTIONS + AUCTIONS - 1)
  return round * AUCTIONS + Math.min(at - PERSONS, AUCTIONS - 1)
}

/** Writes events one after the other as JSON lines; the same settings give the same bytes. */
export class NexmarkEvents {
  readonly #random: Xorshift
  readonly #settings: NexmarkSettings

  constructor(settings: NexmarkSettings) {
    this.#settings = settings
    this.#random = new Xorshift(settings.seed)
  }

  /** Appends event `n` and a newline; events must be asked for in order from 0. */
  write(out: Bytes, n: number): void {
    out.reserve(MAX_EVENT)
    const at = n % ROUND
    const ts = this.#settings.start + Math.floor((n * 1000) / this.#settings.rate)
    if (at < PERSONS) this.#person(out, n, ts)
    else if (at < PERSONS + AUCTIONS) this.#auction(out, n, ts)
    else this.#bid(out, n, ts)
    out.text('"}\n')
  }

  #person(out: Bytes, n: number, ts: number): void {
    const random = this.#random
    const name = `${FIRST_NAMES[random.below(11)]} ${LAST_NAMES[random.below(9)]}`
    const card = Array.from({ length: 4 }, () => String(random.below(10_000)).padStart(4, '0')).join(' ')
    out.text('{"t":"p","ts":')
    out.integer(ts)
    out.text(',"id":')
    out.integer(FIRST_ID + lastPerson(n))
    out.text(`,"name":"${name}","emailAddress":"`)
    this.#letters(out, 5, random.u32())
    this.#letters(out, 1, random.u32())
    out.text('@')
    this.#letters(out, 5, random.u32())
    out.text(`.com","creditCard":"${card}","city":"${CITIES[random.below(10)]}","state":"${STATES[random.below(6)]}","extra":"`)
    this.#words(out, 60)
  }

  #auction(out: Bytes, n: number, ts: number): void {
    const random = this.#random
    const newest = lastPerson(n)
    const seller = random.below(4) > 0 ? hundred(newest) : newest - random.below(Math.min(newest, 1000) + 1)
    const price = this.#price()
    out.text('{"t":"a","ts":')
    out.integer(ts)
    out.text(',"id":')
    out.integer(FIRST_ID + lastAuction(n))
    out.text(',"itemName":"')
    this.#words(out, 12)
    out.text('","description":"')
    this.#words(out, 60)
    out.text('","initialBid":')
    out.integer(price)
    out.text(',"reserve":')
    out.integer(price + this.#price())
    out.text(',"expires":')
    out.integer(ts + 1 + random.below(20_000))
    out.text(',"seller":')
    out.integer(FIRST_ID + seller)
    out.text(',"category":')
    out.integer(FIRST_CATEGORY + random.below(5))
    out.text(',"extra":"')
    this.#words(out, 160)
  }

  #bid(out: Bytes, n: number, ts: number): void {
    const random = this.#random
    const newestAuction = lastAuction(n)
    const newestPerson = lastPerson(n)
    const auction = random.below(2) > 0 ? hundred(newestAuction) : newestAuction - random.below(Math.min(newestAuction, 100) + 1)
    const bidder = random.below(4) > 0 ? hundred(newestPerson) + 1 : newestPerson - random.below(Math.min(newestPerson, 1000) + 1)
    out.text('{"t":"b","ts":')
    out.integer(ts)
    out.text(',"auction":')
    out.integer(FIRST_ID + auction)
    out.text(',"bidder":')
    out.integer(FIRST_ID + bidder)
    out.text(',"price":')
    if (random.below(2) > 0) {
      const channel = HOT_CHANNELS[random.below(4)]
      out.integer(this.#price())
      out.text(`,"channel":"${channel}","url":"https://www.nexmark.com/${channel.toLowerCase()}/item.htm?query=1`)
    } else {
      const k = random.below(10_000)
      const site = String.fromCharCode(A + (k % 26)).repeat(5)
      out.integer(this.#price())
      out.text(`,"channel":"channel-${k}","url":"https://www.nexmark.com/${site}/item.htm?query=1&channel_id=${k * 7919}`)
    }
    out.text('","extra":"')
    this.#words(out, 40)
  }

  #price(): number {
    const i = this.#random.below(256)
    return PRICES[i] + this.#random.below(PRICES[i + 1] - PRICES[i] + 1)
  }

  /** Words of five letters between spaces, cut to `n` characters; one draw a word. */
  #words(out: Bytes, n: number): void {
    for (let left = n; left > 0; left -= 6) {
      if (left < n) out.byte(0x20)
      this.#letters(out, Math.min(left, 5), this.#random.u32())
    }
  }

  #letters(out: Bytes, n: number, bits: number): void {
    for (let i = 0; i < n; i++) out.byte(A + ((bits >>> (5 * i)) % 26))
  }
}

function hundred(x: number): number {
  return x - (x % 100)
}
