import type { Server } from 'node:net'
import { AppError } from '../../core/error.ts'

/** Resolves when the server listens. Throws AppError ADDRESS_IN_USE or CANNOT_LISTEN. */
export function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(problem(error, `${host}:${port}`)))
    server.listen(port, host, () => {
      server.removeAllListeners('error')
      server.on('error', () => {}) // a connection that could not be accepted is the other side's to repeat
      resolve()
    })
  })
}

function problem(cause: NodeJS.ErrnoException, where: string): AppError {
  if (cause.code === 'EADDRINUSE') {
    return new AppError('ADDRESS_IN_USE', `cannot listen on ${where}: another program has this port`, {
      blame: 'user',
      hint: 'stop that program, or set another port',
      cause,
    })
  }
  const hints: Record<string, string> = { EACCES: 'use a port above 1023', EADDRNOTAVAIL: 'set an address of this machine, or 127.0.0.1' }
  return new AppError('CANNOT_LISTEN', `cannot listen on ${where}: ${cause.message}`, {
    blame: 'user',
    hint: hints[cause.code ?? ''] ?? 'set an address of this machine and a free port',
    cause,
  })
}
