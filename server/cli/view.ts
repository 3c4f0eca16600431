import type { Frame } from '../../core/metrics.ts'
import type { Plan } from '../../core/plan.ts'
import type { ViewChange } from '../../core/protocol.ts'
import { machineClock } from '../engines/machine-clock.ts'
import { LiveView } from './live-view.ts'
import { ProgressLine } from './progress.ts'
import type { Terminal } from './terminal.ts'

/** What is shown while a run goes on. */
export type View = {
  /** What the pipeline's consoles print. */
  print(bytes: Uint8Array): void
  /** What a live table or chart shows. */
  view(node: string, change: ViewChange): void
  log(level: 'info' | 'warning', node: string, message: string): void
  /** Once a second. */
  frame(frame: Frame): void
  /** A line about the run itself. */
  note(text: string): void
  /** The run is over: nothing is redrawn any more. */
  end(): void
}

export type ViewOptions = { live: boolean; json: boolean; quiet: boolean }

/** A table for `live` on a screen, else the consoles' text as it comes and a line of progress. With `json` standard output stays free for the result. */
export function viewOf(plan: Plan, { live, json, quiet }: ViewOptions, terminal: Terminal): View {
  const now = machineClock.now()
  const table = live && terminal.outIsScreen ? new LiveView(plan, terminal, now) : null
  const line = table === null && !quiet ? new ProgressLine(plan, terminal, now) : null
  const clear = (): void => {
    table?.clear()
    line?.clear()
  }
  const say = (text: string): void => {
    if (quiet) return
    clear()
    terminal.err(`${text}\n`)
  }
  return {
    print(bytes) {
      if (table !== null) table.print(bytes)
      else if (!json) {
        line?.clear()
        terminal.out(Buffer.from(bytes)) // a copy: the bytes are borrowed, and a pipe may take them later
      }
    },
    view: (node, change) => table?.view(node, change),
    log: (level, node, message) => say(`${level === 'warning' ? 'warning: ' : ''}${node}: ${message}`),
    frame(frame) {
      table?.frame(frame, machineClock.now())
      line?.frame(frame, machineClock.now())
    },
    note: (text) => say(`${plan.name}: ${text}`),
    end() {
      line?.clear()
      table?.end(machineClock.now())
    },
  }
}
