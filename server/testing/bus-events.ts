import type { PipelineStatus } from '../../core/protocol.ts'
import type { Bus, BusEvents } from '../services.ts'

/** Resolves with the first event of the bus for which the answer is true. */
export const next = <K extends keyof BusEvents>(bus: Bus, event: K, wanted: (what: BusEvents[K][0]) => boolean): Promise<BusEvents[K][0]> =>
  new Promise((resolve) => {
    const take = (what: BusEvents[K][0]): void => {
      if (!wanted(what)) return
      bus.off(event, take as never)
      resolve(what)
    }
    bus.on(event, take as never)
  })

/** Resolves with the status of the next pipeline that comes into one of these states. */
export const becomes = async (bus: Bus, ...states: PipelineStatus['state'][]): Promise<PipelineStatus> =>
  (await next(bus, 'state', ({ status }) => states.includes(status.state))).status
