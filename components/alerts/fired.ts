import type { AlertEvent, AlertStatus } from '../../core/alert.ts'

export type Span = { readonly from: number; readonly to: number }

/** When a rule fired from `from` to `now`, oldest first, as far as its `events` (of all rules, newest first) and its present state tell. */
export function firedSpans(
  { pipeline, rule, state, since }: AlertStatus,
  events: readonly AlertEvent[],
  from: number,
  now: number,
): Span[] {
  const spans: Span[] = []
  const own = events.filter((event) => event.pipeline === pipeline && event.rule === rule).toReversed()
  const first = own.at(0)
  // it fired already when the first event that is known ended that
  let begun = first !== undefined && isOn(first.from) ? from : null
  for (const event of own) {
    if (isOn(event.to)) begun ??= event.at
    else if (begun !== null) {
      spans.push({ from: begun, to: event.at })
      begun = null
    }
  }
  if (isOn(state)) spans.push({ from: begun ?? since, to: now })
  return spans.filter(({ to }) => to > from).map((span) => ({ from: Math.max(from, span.from), to: Math.min(now, span.to) }))
}

const isOn = (state: AlertEvent['to']): boolean => state === 'firing' || state === 'recovering'
