import { runtimes } from '../../../nodes/runtimes.gen.ts'
import type { FromChild, ToChild } from '../../runs/child-protocol.ts'
import { machineClock } from '../machine-clock.ts'
import { diskFiles } from './files.ts'
import { Outbox } from './outbox.ts'
import { type Run, startRun } from './run.ts'

/** The process of one run: forked by the server, told by messages what to run and when to stop. It ends itself when the channel closes. */

/** How long a run may take to end in order, and of that to publish what is committed, in milliseconds. */
const END = 10_000
const DRAIN = 8_000

const outbox = new Outbox((message: FromChild, sent) => process.send?.(message, undefined, undefined, sent) ?? false, machineClock)
let run: Run | null = null

function start({ plan, stateDir, roots, egress, secrets, durability, careful = false }: Extract<ToChild, { kind: 'start' }>): void {
  run = startRun(plan, {
    runtimes,
    files: diskFiles,
    state: stateDir,
    lock: true,
    clock: machineClock,
    ...(durability === undefined ? {} : { durability }),
    careful,
    flush: true,
    changed: 'keep',
    roots,
    secrets,
    egress: { ...egress, port: () => egress.port },
    drainMs: DRAIN,
    print: (text) => outbox.print(text),
    log: (level, node, message) => outbox.say({ kind: 'log', level, node, message }),
    onState: (state) => outbox.say({ kind: 'state', state }),
    onFrame: (frame) => outbox.frame(frame),
    onPeek: (rows) => outbox.peek({ kind: 'peek', ...rows }),
    onView: (node, change) => outbox.view(node, change),
  })
  run.done.then(async (result) => {
    await Promise.race([outbox.done({ kind: 'done', result }), new Promise((resolve) => machineClock.timer(END, () => resolve(null)))])
    process.exit(0)
  })
}

/** Ends in order what runs, and the process in any case. */
function end(): void {
  if (run === null) process.exit(0)
  run.stop('signal')
  machineClock.timer(END, () => process.exit(1))
}

process.on('message', (message: ToChild) => {
  if (message.kind === 'start') start(message)
  else if (message.kind === 'stop') run?.stop('signal')
  else if (message.kind === 'taps') run?.tap(message.taps)
  else run?.peek(message.wires)
})
process.on('disconnect', end)
process.on('SIGTERM', end)
process.on('SIGINT', () => {}) // a terminal sends it to the whole group: the server decides
