import net, { type Socket } from 'node:net'
import type { z } from 'zod'
import { AppError, defineRuntime, Reconnect } from '../../../server/engines/runtime-type.ts'
import type node from './node.ts'

const CONNECT_TIMEOUT = 10_000

export default defineRuntime<z.output<(typeof node)['config']>>({
  sink({ mode, host, port, format, field, timestamps, whenNoClient, reconnect }, context) {
    const encoder = context.encoder(format, { timestamps, field })
    const clients = new Set<Socket>()
    let closed = false
    let changed = (): void => {}
    const add = (socket: Socket): void => {
      socket.on('error', () => socket.destroy()) // told by `close`
      socket.on('close', () => {
        clients.delete(socket)
        changed()
      })
      socket.resume() // what a client sends is nobody's
      if (encoder.header().length > 0) socket.write(encoder.header())
      clients.add(socket)
      changed()
    }
    const server = mode === 'listen' ? net.createServer(add) : null
    const connection =
      mode === 'connect'
        ? new Reconnect({
            host,
            port,
            connectTimeout: CONNECT_TIMEOUT,
            pauses: reconnect,
            clock: context.clock,
            connected: add,
            log: context.log,
          })
        : null
    const aClient = async (): Promise<void> => {
      while (clients.size === 0 && !closed) await new Promise<void>((resolve) => (changed = resolve))
      if (closed)
        throw new AppError('NO_CLIENT', `nobody was connected to ${host}:${port} when the run ended`, {
          blame: 'outside',
          hint: 'connect a client; the records go out at the next start',
        })
    }
    return {
      async open() {
        connection?.open()
        if (server !== null) {
          await new Promise<void>((resolve, reject) => {
            server.once('error', (error: NodeJS.ErrnoException) =>
              reject(
                new AppError(
                  error.code === 'EADDRINUSE' ? 'ADDRESS_IN_USE' : 'CANNOT_LISTEN',
                  `cannot listen on ${host}:${port}: ${error.message}`,
                  {
                    blame: 'user',
                    hint: 'stop the program that has the port, or set another one',
                    cause: error,
                  },
                ),
              ),
            )
            server.listen(port, host, resolve)
          })
          context.log('info', `listening on ${host}:${port}`)
        }
        return { published: null }
      },
      encode: (batch, out) => encoder.encode(batch, out),
      async publish(_epoch, { bytes, records }) {
        if (bytes === null || bytes.length === 0) return
        if (clients.size === 0 && whenNoClient === 'drop') {
          context.dropped('noClient', records)
          return
        }
        await aClient()
        // the journal's bytes are reused behind this call
        const copy = Buffer.from(bytes)
        await Promise.all([...clients].map((socket) => new Promise<void>((resolve) => socket.write(copy, () => resolve()))))
      },
      async close() {
        closed = true
        changed()
        connection?.close()
        for (const socket of clients) socket.end()
        server?.close()
        // a client that does not read cannot hold the run
        for (const socket of clients) context.clock.timer(1000, () => socket.destroy())
      },
    }
  },
})
