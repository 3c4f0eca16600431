import { randomBytes } from 'node:crypto'
import { describe } from './cli/command.ts'
import { createServices } from './create-services.ts'
import { machineClock } from './engines/machine-clock.ts'
import { localUrl, readEnv } from './env.ts'
import { Home } from './home.ts'
import { openFace } from './http/face.ts'
import { Front } from './http/front.ts'
import { openLog } from './log.ts'
import { openPages } from './pages.ts'

/** Stopping takes no longer than this, whatever hangs. */
const STOP_TIMEOUT = 15_000

/** Serves until a signal ends the process. This is the order in which things start and stop. Throws AppError when it cannot start. */
export async function serve(args: readonly string[]): Promise<never> {
  const env = readEnv(process.env, args)
  process.umask(0o077)
  const log = openLog()
  const clock = machineClock
  const undo: (() => Promise<void> | void)[] = []
  const stop = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step()
  }
  onSignals(stop)

  try {
    const home = Home.take(env.home)
    undo.push(() => home.release())
    // said early: the log is written in the background, and the last line that a start prints is the address
    log.info(`Millrace keeps its data in ${env.home}; Ctrl+C ends it`)

    const front = new Front(log, clock)
    const composition = await createServices({ env, clock, log, port: () => front.port })
    undo.push(() => composition.close())

    const port = await front.listen(env.host, env.port)
    undo.push(() => front.close())

    const pages = await openPages({ dev: !env.production, hostname: env.host, port })
    undo.push(() => pages.close())

    const token = randomBytes(32).toString('base64url')
    const face = await openFace({ env, port, log, clock, pages, tokens: env.token === null ? [token] : [token, env.token], ...composition })
    undo.push(() => face.close())
    front.open(face)
    undo.push(() => front.shut())

    await composition.start()
    home.announce({ url: localUrl(env, port), token, pid: process.pid })
    process.stdout.write(`${face.enterUrl()}\n`)
    return await new Promise<never>(() => {})
  } catch (error) {
    await stop()
    throw error
  }
}

/** The first signal ends the server in order, the second at once. */
function onSignals(stop: () => Promise<void>): void {
  let stopping = false
  const end = async (): Promise<void> => {
    if (stopping) process.exit(1)
    stopping = true
    setTimeout(() => process.exit(1), STOP_TIMEOUT).unref()
    await stop()
    process.exit(0)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end())
}

if (import.meta.main) {
  try {
    await serve(process.argv.slice(2))
  } catch (error) {
    process.stderr.write(`millrace: ${describe(error)}\n`)
    process.exitCode = 1
  }
}
