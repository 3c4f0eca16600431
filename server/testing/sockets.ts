import net, { type Socket } from 'node:net'

/** Below the ports that systems hand out by themselves: no connection of another program takes one of these before it is listened on. */
const PORTS = { from: 20_000, count: 12_000 }
/** Tests that run side by side begin far from each other. */
let asked = process.pid * 131

/** A port of this machine on which nothing listens, another one each time. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = PORTS.from + (asked++ % PORTS.count)
    const server = net.createServer()
    const free = await new Promise<boolean>((resolve) =>
      server.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true)),
    )
    if (!free) continue
    await new Promise((resolve) => server.close(resolve))
    return port
  }
}

/** One end of a connection as a test sees it. */
export class Peer {
  readonly socket: Socket
  closed = false
  readonly #chunks: string[] = []
  #waiting: { holds: () => boolean; resolve: () => void }[] = []

  constructor(socket: Socket) {
    this.socket = socket
    socket.on('error', () => {}) // tests look at `closed`
    socket.on('data', (bytes) => {
      this.#chunks.push(bytes.toString('latin1'))
      this.#look()
    })
    socket.on('close', () => {
      this.closed = true
      this.#look()
    })
  }

  get received(): string {
    return this.#chunks.join('')
  }

  /** Connects to a port of this machine. */
  static async connect(port: number, options: { allowHalfOpen?: boolean } = {}): Promise<Peer> {
    const peer = new Peer(net.connect({ host: '127.0.0.1', port, ...options }))
    await new Promise<void>((resolve, reject) => peer.socket.once('connect', resolve).once('error', reject))
    return peer
  }

  /** Sends bytes; resolves when the operating system has them. */
  send(bytes: string | Buffer): Promise<void> {
    return new Promise((resolve, reject) => this.socket.write(bytes, (error) => (error == null ? resolve() : reject(error))))
  }

  /** Resolves when what was received ends with this text. */
  async until(text: string): Promise<void> {
    await this.#until(() => this.#chunks.slice(-text.length).join('').endsWith(text))
  }

  /** Resolves when the other side has hung up and all of it is over. */
  async gone(): Promise<void> {
    await this.#until(() => this.closed)
  }

  #until(holds: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ holds, resolve })
      this.#look()
    })
  }

  #look(): void {
    const ready = this.#waiting.filter(({ holds }) => holds())
    this.#waiting = this.#waiting.filter((waiting) => !ready.includes(waiting))
    for (const { resolve } of ready) resolve()
  }
}

/** A server of this machine that hands its connections to the test. */
export class PeerServer {
  readonly #server: net.Server
  readonly #all: Peer[] = []
  readonly #peers: Peer[] = []
  readonly #waiting: ((peer: Peer) => void)[] = []

  constructor() {
    this.#server = net.createServer((socket) => {
      const peer = new Peer(socket)
      this.#all.push(peer)
      const next = this.#waiting.shift()
      if (next === undefined) this.#peers.push(peer)
      else next(peer)
    })
  }

  listen(port: number): Promise<void> {
    return new Promise((resolve, reject) => this.#server.once('error', reject).listen(port, '127.0.0.1', resolve))
  }

  /** The next connection. */
  async next(): Promise<Peer> {
    return this.#peers.shift() ?? new Promise((resolve) => this.#waiting.push(resolve))
  }

  /** Hangs up on everybody. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve())
      for (const peer of this.#all) peer.socket.destroy()
    })
  }
}
