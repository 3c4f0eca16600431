import type { Frame } from '../../core/metrics.ts'
import type { Plan } from '../../core/plan.ts'
import type { ViewChange } from '../../core/protocol.ts'
import { LiveTable } from './live-table.ts'
import { Progress } from './progress.ts'
import type { Terminal } from './terminal.ts'
import { ViewTable } from './view-table.ts'

/** Redraws a table (the pipeline's live table, else what its console prints) and a line of progress once a second, where they stand on the screen. */
export class LiveView {
  readonly #table: LiveTable
  readonly #view: ViewTable | null
  readonly #progress: Progress
  readonly #terminal: Terminal
  readonly #title: string
  readonly #decoder = new TextDecoder()
  #drawn = 0

  constructor(plan: Plan, terminal: Terminal, now: number) {
    this.#table = new LiveTable(plan)
    this.#view = ViewTable.of(plan)
    this.#progress = new Progress(plan, now)
    this.#terminal = terminal
    this.#title = plan.name
  }

  print(bytes: Uint8Array): void {
    this.#table.take(this.#decoder.decode(bytes, { stream: true }))
  }

  view(node: string, change: ViewChange): void {
    this.#view?.apply(node, change)
  }

  frame(frame: Frame, now: number): void {
    this.#draw(`${this.#title}  ${this.#progress.line(frame, now)}\n\n${this.#text(now)}\n  Ctrl-C ends the run\n`)
  }

  /** Leaves the last state of the table on the screen. */
  end(now: number): void {
    this.#draw(`${this.#text(now)}\n`)
    this.#drawn = 0
  }

  /** Takes what was drawn off the screen. */
  clear(): void {
    if (this.#drawn > 0) this.#terminal.out(`\x1b[${this.#drawn}A\r\x1b[J`)
    this.#drawn = 0
  }

  #text(now: number): string {
    const { rows } = this.#terminal.size()
    return this.#view?.text(rows) ?? this.#table.text(rows, now)
  }

  #draw(text: string): void {
    const lines = text.split('\n').map((line) => line.slice(0, this.#terminal.size().columns - 1))
    this.clear()
    this.#terminal.out(lines.join('\n'))
    this.#drawn = lines.length - 1
  }
}
