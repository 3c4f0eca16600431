import net, { type Socket } from 'node:net'
import type { z } from 'zod'
import { AppError, defineRuntime, Intake } from '../../../server/engines/runtime-type.ts'
import type node from './node.ts'

const OK = 'OK\n'

export default defineRuntime<z.output<(typeof node)['config']>>({
  source({ bind, port, maxFrame, maxConnections, reply }, context) {
    const intake = new Intake(context, maxFrame)
    /** Whom to answer once the chunk that was read is in the ingest log. */
    let unanswered: { socket: Socket; records: number } | null = null
    const server = net.createServer((socket) => {
      socket.on('error', () => socket.destroy()) // a reset connection is a closed one
      if (intake.size >= maxConnections) {
        context.dropped('connections', 1)
        socket.destroy()
      } else intake.add(socket)
    })
    return {
      async open() {
        await new Promise<void>((resolve, reject) => {
          server.once('error', (error) => reject(refused(error, bind, port)))
          server.listen(port, bind, resolve)
        })
        context.log('info', `listening on ${bind}:${port}`)
      },
      async read({ bytes }) {
        const taken = intake.take(bytes)
        if (taken === null) return 'idle'
        if (reply === 'ok') unanswered = { socket: taken.socket, records: lineEnds(taken.bytes) }
        return { bytes: taken.bytes, at: context.clock.now(), position: null, ...(taken.begins ? { begins: { header: null } } : {}) }
      },
      async committed() {
        if (unanswered !== null && !unanswered.socket.destroyed) unanswered.socket.write(OK.repeat(unanswered.records))
        unanswered = null
      },
      async close() {
        intake.close()
        if (server.listening) await new Promise((resolve) => server.close(resolve))
      },
    }
  },
})

function lineEnds(bytes: Buffer): number {
  let n = 0
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) n++
  return n
}

function refused(error: NodeJS.ErrnoException, bind: string, port: number): AppError {
  const where = `${bind}:${port}`
  if (error.code === 'EADDRINUSE')
    return new AppError('ADDRESS_IN_USE', `${where} is in use by another program`, {
      blame: 'user',
      hint: 'stop that program, or set another port',
      cause: error,
    })
  return new AppError('CANNOT_LISTEN', `cannot listen on ${where}: ${error.message}`, {
    blame: 'user',
    hint: 'set an address of this machine and a port above 1023',
    cause: error,
  })
}
