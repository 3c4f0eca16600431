import type { AlertEvent } from '../../core/alert.ts'

export type Telling = 'alerts.toast-firing' | 'alerts.toast-resolved' | 'alerts.toast-noData' | 'alerts.toast-error'

/** What an event is worth telling: it fires, lost its data, cannot be evaluated, or is well again; null = nothing. */
export function tellingOf({ from, to }: Pick<AlertEvent, 'from' | 'to'>): Telling | null {
  switch (to) {
    case 'firing':
      return from === 'recovering' ? null : 'alerts.toast-firing'
    case 'noData':
      return 'alerts.toast-noData'
    case 'error':
      return 'alerts.toast-error'
    case 'normal':
      return from === 'pending' ? null : 'alerts.toast-resolved'
    default:
      return null
  }
}

/** How long the state lasted that an event ended: since the event of the same rule before it; null = that one is not loaded. */
export function lastedBefore(event: AlertEvent, events: readonly AlertEvent[]): number | null {
  const before = events.find((each) => each.id < event.id && each.pipeline === event.pipeline && each.rule === event.rule)
  return before === undefined ? null : event.at - before.at
}

/** Tomorrow at nine, where the browser is. */
export function tomorrowMorning(now: number): number {
  const at = new Date(now)
  at.setDate(at.getDate() + 1)
  at.setHours(9, 0, 0, 0)
  return at.getTime()
}
