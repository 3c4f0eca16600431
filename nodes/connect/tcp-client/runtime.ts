import type { z } from 'zod'
import { type AppError, defineRuntime, Intake, Reconnect } from '../../../server/engines/runtime-type.ts'
import type node from './node.ts'

export default defineRuntime<z.output<(typeof node)['config']>>({
  source({ host, port, maxFrame, connectTimeout, reconnect }, context) {
    const intake = new Intake(context, { maxFrame })
    let refused: AppError | null = null
    const connection = new Reconnect({
      host,
      port,
      connectTimeout,
      pauses: reconnect,
      clock: context.clock,
      connect: context.connect,
      connected: (socket) => intake.add(socket),
      connection: context.connection,
      log: context.log,
      refused(error) {
        refused = error
        context.wake()
      },
    })
    return {
      async open() {
        connection.open()
      },
      async read({ bytes }) {
        if (refused !== null) throw refused
        const taken = intake.take(bytes)
        if (taken === null) return 'idle'
        const { bytes: records, begins } = taken
        return { bytes: records, at: context.clock.now(), position: null, ...(begins === undefined ? {} : { begins }) }
      },
      pending: () => intake.pending,
      async close() {
        connection.close()
        intake.close()
      },
    }
  },
})
