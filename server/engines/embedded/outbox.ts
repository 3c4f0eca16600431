import type { Frame } from '../../../core/metrics.ts'
import type { ViewChange } from '../../../core/protocol.ts'
import { View } from '../../../core/view.ts'
import type { FromChild } from '../../runs/child-protocol.ts'
import type { Clock } from '../runtime-type.ts'

/** Hands a message to the channel; false when it takes no more for now, then `sent` says when it does. */
export type Send = (message: FromChild, sent: () => void) => boolean

/** Printed lines and their bytes that are passed on in a second at most. */
const PRINT = { lines: 500, bytes: 128 * 1024 }
const LONGEST_LINE = 8 * 1024
/** States and log lines that may wait for the channel. */
const MOST_WAITING = 1_000

/**
 * What a run says to the server. The run never waits for it: while the channel is full the newest frame replaces the older one, a view is sent as
 * a whole later, peeks are dropped, and what had to be left out is counted.
 */
export class Outbox {
  readonly #send: Send
  readonly #clock: Clock
  #full = false
  #waiting: FromChild[] = []
  #frame: FromChild | null = null
  #done: FromChild | null = null
  #sentAll = (): void => {}
  readonly #views = new Map<string, View>()
  readonly #stale = new Set<string>()
  readonly #unseen = new Map<string, number>()
  #tail = Buffer.alloc(0)
  #second = 0
  #printed = { lines: 0, bytes: 0 }
  #unprinted = 0
  #unsaid = 0

  constructor(send: Send, clock: Clock) {
    this.#send = send
    this.#clock = clock
  }

  /** States and log lines: they wait for the channel, up to a limit. */
  say(message: Extract<FromChild, { kind: 'state' | 'log' }>): void {
    if (!this.#full) this.#put(message)
    else if (message.kind === 'state' || this.#waiting.length < MOST_WAITING) this.#waiting.push(message)
    else this.#unsaid++
  }

  /** Once a second: the newest frame counts. */
  frame(frame: Frame): void {
    this.#tellUnprinted()
    const message: FromChild = { kind: 'frame', frame }
    if (this.#full) this.#frame = message
    else this.#put(message)
  }

  view(node: string, change: ViewChange): void {
    const view = this.#views.get(node) ?? new View()
    this.#views.set(node, view)
    if (!view.apply(change)) return
    if (this.#full) this.#stale.add(node)
    else this.#put({ kind: 'view', node, ...change })
  }

  /** While the channel is full its rows are missed, and the next ones say so. */
  peek(message: Extract<FromChild, { kind: 'peek' }>): void {
    const missed = message.missed + (this.#unseen.get(message.wire) ?? 0)
    if (this.#full) this.#unseen.set(message.wire, missed + message.rows.length)
    else {
      this.#unseen.delete(message.wire)
      this.#put({ ...message, missed })
    }
  }

  /** Passes on whole lines, as many as a second may have. */
  print(text: Uint8Array): void {
    const all = this.#tail.length === 0 ? Buffer.from(text.buffer, text.byteOffset, text.byteLength) : Buffer.concat([this.#tail, text])
    const second = Math.floor(this.#clock.now() / 1000)
    if (second !== this.#second) {
      this.#second = second
      this.#printed = { lines: 0, bytes: 0 }
    }
    const shown: string[] = []
    let from = 0
    for (let end = all.indexOf(10); end >= 0; end = all.indexOf(10, from)) {
      if (this.#full || this.#printed.lines >= PRINT.lines || this.#printed.bytes >= PRINT.bytes) this.#unprinted++
      else {
        const line = all.utf8Slice(from, Math.min(end, from + LONGEST_LINE))
        shown.push(end - from > LONGEST_LINE ? `${line} …` : line)
        this.#printed.lines++
        this.#printed.bytes += end - from
      }
      from = end + 1
    }
    this.#tail = Buffer.from(all.subarray(from, from + LONGEST_LINE + 1))
    if (shown.length > 0) this.#put({ kind: 'print', text: `${shown.join('\n')}\n` })
  }

  /** The last message; resolves when the channel took it and all before it. */
  done(message: Extract<FromChild, { kind: 'done' }>): Promise<void> {
    if (this.#tail.length > 0) this.print(Buffer.of(10))
    this.#tellUnprinted()
    return new Promise((resolve) => {
      this.#done = message
      this.#sentAll = resolve
      if (!this.#full) this.#finish()
    })
  }

  #tellUnprinted(): void {
    if (this.#unprinted === 0) return
    const message = `${this.#unprinted} printed lines were not passed on: more than a second may have, or the server was slow`
    this.#unprinted = 0
    this.say({ kind: 'log', level: 'warning', node: 'pipeline', message })
  }

  #put(message: FromChild): void {
    const more = this.#send(message, () => {
      if (!more) this.#drained()
    })
    if (!more) this.#full = true
  }

  #drained(): void {
    this.#full = false
    while (!this.#full && this.#waiting.length > 0) this.#put(this.#waiting.shift()!)
    if (!this.#full && this.#unsaid > 0) {
      this.#put({
        kind: 'log',
        level: 'warning',
        node: 'pipeline',
        message: `${this.#unsaid} log lines were left out: the server was slow`,
      })
      this.#unsaid = 0
    }
    for (const node of this.#stale) {
      if (this.#full) return
      this.#stale.delete(node)
      this.#put({ kind: 'view', node, snapshot: this.#views.get(node)!.snapshot()! })
    }
    if (this.#full) return
    if (this.#frame !== null) this.#put(this.#frame)
    this.#frame = null
    if (this.#done !== null && !this.#full) this.#finish()
  }

  #finish(): void {
    this.#send(this.#done!, this.#sentAll)
  }
}
