import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'

/**
 * How fresh what the page shows is. `brief` = lost for less than 3 s, which nobody is told; `reconnecting` = values are shown with their age;
 * `offline` = lost for 15 s or more; `signedOut` = the server is there but knows this session no more.
 */
export type Phase = 'online' | 'brief' | 'reconnecting' | 'offline' | 'signedOut'
export type Connection = {
  readonly phase: Phase
  /** When the connection was lost, or the page opened; epoch milliseconds. */
  readonly lostAt: number
  /** Whether there ever was one since the page opened. */
  readonly met: boolean
  /** The server is there, and refuses: this browser has as many pages open as it may. */
  readonly crowded: boolean
}

const TELL = 3000
const GIVE_UP = 15_000

export const connection = createStore<Connection>(() => ({ phase: 'brief', lostAt: 0, met: false, crowded: false }))

let timers: ReturnType<typeof setTimeout>[] = []
const quiet = () => {
  for (const timer of timers) clearTimeout(timer)
  timers = []
}

export function connectionUp(): void {
  quiet()
  connection.setState({ phase: 'online', met: true, crowded: false })
}

/** The connection is gone, and was last heard of at `since`; told again it changes nothing. */
export function connectionLost(since = Date.now()): void {
  const { phase } = connection.getState()
  if (phase === 'signedOut' || timers.length > 0) return
  connection.setState({ phase: 'brief', lostAt: since })
  const after = (time: number, next: Phase) =>
    setTimeout(() => connection.setState({ phase: next }), Math.max(0, since + time - Date.now()))
  timers = [after(TELL, 'reconnecting'), after(GIVE_UP, 'offline')]
}

export const connectionCrowded = (crowded: boolean): void => connection.setState({ crowded })

export function sessionEnded(): void {
  quiet()
  connection.setState({ phase: 'signedOut' })
}

/** Whether what the page shows is known to be of an earlier time. */
export const isOutdated = ({ phase }: Connection): boolean => phase === 'reconnecting' || phase === 'offline' || phase === 'signedOut'

/** The state of the connection to the server. */
export const useConnection = (): Connection => useStore(connection)
