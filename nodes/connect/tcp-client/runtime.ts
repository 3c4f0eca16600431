import type { z } from 'zod'
import { defineRuntime, Intake, Reconnect } from '../../../server/engines/runtime-type.ts'
import type node from './node.ts'

export default defineRuntime<z.output<(typeof node)['config']>>({
  source({ host, port, maxFrame, connectTimeout, reconnect }, context) {
    const intake = new Intake(context, { maxFrame })
    const connection = new Reconnect({
      host,
      port,
      connectTimeout,
      pauses: reconnect,
      clock: context.clock,
      connected: (socket) => intake.add(socket),
      connection: context.connection,
      log: context.log,
    })
    return {
      async open() {
        connection.open()
      },
      async read({ bytes }) {
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
