import type { AlertStatus, Rule } from '../../core/alert.ts'
import { type AlertMemory, freshMemory } from '../../core/alert-machine.ts'
import type { StoredAlert } from '../store/store.ts'

/** A rule of a pipeline and where it stands. */
export type Watch = {
  readonly pipeline: string
  readonly name: string
  readonly on: string
  /** null = known from the store, and its pipeline has not said yet what holds. */
  rule: Rule | null
  severity: Rule['severity']
  memory: AlertMemory
  message: string
  silencedUntil: number | null
  /** The present alert began while nobody was to be told. */
  muted: boolean
  /** As it was kept last: known once the store has the event. */
  event: number | null
  acknowledged: number | null
}

export function newWatch(pipeline: string, rule: Rule, now: number): Watch {
  return {
    pipeline,
    name: rule.name,
    on: rule.on,
    rule,
    severity: rule.severity,
    memory: freshMemory(now),
    message: '',
    silencedUntil: null,
    muted: false,
    event: null,
    acknowledged: null,
  }
}

/** Goes on where the server ended. How long a silence had lasted that was no alert yet is not known any more. */
export function restoredWatch({
  pipeline,
  rule,
  on,
  severity,
  message,
  silencedUntil,
  event,
  acknowledged,
  ...stored
}: StoredAlert): Watch {
  const { state, since, value } = stored
  const brokenSince = state === 'normal' ? null : stored.brokenSince
  const memory: AlertMemory = { state, since, value, brokenSince, at: null, missed: 0 }
  const muted = silencedUntil !== null && event !== null
  return { pipeline, name: rule, on, rule: null, severity, memory, message, silencedUntil, muted, event, acknowledged }
}

/** Whether a rule of the same name goes on with what is known; its thresholds may have changed. */
export function watchesSame({ on, rule: before }: Watch, rule: Rule): boolean {
  if (on !== rule.on || before === null) return on === rule.on
  const limit = ({ above }: Rule): boolean => above !== undefined
  const silence = (r: Rule): boolean => r.silence !== undefined
  return before.metric === rule.metric && before.field === rule.field && silence(before) === silence(rule) && limit(before) === limit(rule)
}

export function statusOf({ pipeline, name, on, severity, memory, message, silencedUntil, event, acknowledged }: Watch): AlertStatus {
  const { state, since, value } = memory
  return { pipeline, rule: name, on, severity, state, since, value, message, acknowledged, silencedUntil, event }
}
