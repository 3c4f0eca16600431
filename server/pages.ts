import http from 'node:http'
import { fileURLToPath } from 'node:url'
import next from 'next'
import type { Pages } from './http/front.ts'

const checkout = fileURLToPath(new URL('..', import.meta.url))

/** The pages, drawn by Next: built ones in production, else compiled as they are asked for. */
export async function openPages({ dev, hostname, port }: { dev: boolean; hostname: string; port: number }): Promise<Pages> {
  process.env.NEXT_TELEMETRY_DISABLED = '1'
  // Next listens for upgrades itself; on this server, which has no port, it hears only those that passed our checks
  const httpServer = http.createServer()
  const app = next({ dev, dir: checkout, hostname, port, httpServer })
  await app.prepare()
  const handle = app.getRequestHandler()
  return {
    dev,
    handle: (request, response) => handle(request, response),
    upgrade: (request, socket, head) => void (httpServer.emit('upgrade', request, socket, head) || socket.destroy()),
    close: () => app.close(),
  }
}
