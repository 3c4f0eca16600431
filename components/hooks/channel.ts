import { loadCode } from '../ui/load-code.ts'
import { connectionLost } from './connection.ts'
import { pageSeen } from './seen.ts'
import type { holdSocket, LiveSocket } from './socket.ts'

/** A page that is away for longer than this drops what only eyes need. */
const HIDDEN = 10_000
/** Leaving a page and coming back at once keeps a subscription. */
const GRACE = 1500

/** Takes hold of the page's connection, whose code comes once something of the page is seen. The answer lets go. */
function withSocket(use: (held: ReturnType<typeof holdSocket>) => () => void): () => void {
  let end: (() => void) | null = null
  let over = false
  const begin = async (): Promise<void> => {
    await pageSeen()
    if (over) return
    const { holdSocket } = await loadCode(() => import('./socket.ts'), connectionLost)
    if (!over) end = use(holdSocket())
  }
  void begin()
  return () => {
    over = true
    end?.()
  }
}

export type Channel = {
  /** Keeps the subscription alive; the answer lets go. */
  hold(): () => void
}

/**
 * One subscription of the server, shared by all who hold it: `join` runs when the connection is there, after each reconnect, and when a hidden page
 * is shown again; `leave` when nobody holds it, or the page is hidden (unless `hidden` says it stays). `listen` attaches handlers and returns what
 * detaches them.
 */
export function channel(options: {
  readonly listen: (socket: LiveSocket) => () => void
  readonly join: (socket: LiveSocket) => void
  readonly leave: (socket: LiveSocket) => void
  readonly hidden?: boolean
}): Channel {
  let holders = 0
  let stop: (() => void) | null = null
  let leaving: ReturnType<typeof setTimeout> | null = null

  const begin = ({ socket, release }: ReturnType<typeof holdSocket>): (() => void) => {
    let away = false
    let timer: ReturnType<typeof setTimeout> | null = null
    const join = () => {
      if (!away) options.join(socket)
    }
    const look = () => {
      if (timer !== null) clearTimeout(timer)
      timer = null
      if (document.hidden) {
        timer = setTimeout(() => {
          away = true
          if (socket.connected) options.leave(socket)
        }, HIDDEN)
      } else if (away) {
        away = false
        if (socket.connected) options.join(socket)
      }
    }
    const unlisten = options.listen(socket)
    socket.on('connect', join)
    if (!options.hidden) document.addEventListener('visibilitychange', look)
    if (socket.connected) join()
    return () => {
      if (timer !== null) clearTimeout(timer)
      document.removeEventListener('visibilitychange', look)
      socket.off('connect', join)
      unlisten()
      if (socket.connected && !away) options.leave(socket)
      release()
    }
  }

  return {
    hold() {
      holders++
      if (leaving !== null) clearTimeout(leaving)
      leaving = null
      stop ??= withSocket(begin)
      let held = true
      return () => {
        if (!held) return
        held = false
        if (--holders > 0) return
        leaving = setTimeout(() => {
          leaving = null
          stop?.()
          stop = null
        }, GRACE)
      }
    },
  }
}
