import type { AlertState, Rule } from './alert.ts'

/**
 * What a rule sees in one second: a figure (for a rule on silence the number of records); `nothing` = a frame without one; `no frame`; a frame of a
 * run that does not have what the rule watches; or that the pipeline is not meant to run.
 */
export type Observation = number | 'nothing' | 'no frame' | 'no target' | 'stopped'

/** What a rule remembers from one observation to the next. Plain JSON; times are epoch milliseconds. */
export type AlertMemory = {
  readonly state: AlertState
  readonly since: number
  /** When the threshold was broken, or records stopped; moved on by time in which nobody looked. */
  readonly brokenSince: number | null
  /** The newest figure; of a rule on silence how long it has lasted, in milliseconds. */
  readonly value: number | null
  /** The last observation; null = none since the server began. */
  readonly at: number | null
  /** How many observations in a row were no frame, or none of the target. */
  readonly missed: number
}

/** The settings that the machine reads. */
export type Condition = Pick<Rule, 'above' | 'below' | 'silence' | 'for' | 'recover' | 'keepFiring' | 'noData'>

/** So many observations may be missing before they mean something: a run that was killed is back by then. */
const GRACE = 5

/** Where a rule stands that has seen nothing. */
export const freshMemory = (now: number): AlertMemory => ({
  state: 'normal',
  since: now,
  brokenSince: null,
  value: null,
  at: null,
  missed: 0,
})

/** Whether an alert is on: the threshold was broken for long enough, and it has not recovered for good. */
export const isFiring = (state: AlertState): boolean => state === 'firing' || state === 'recovering'

/**
 * Takes one observation, `every` milliseconds after the one before. `event` = the state changed in a way that is kept: every change but those
 * between normal and pending.
 */
export function step(
  rule: Condition,
  before: AlertMemory,
  observation: Observation,
  now: number,
  every = 1000,
): { memory: AlertMemory; event?: { from: AlertState; to: AlertState } } {
  // a run that is down sends no records either
  const seen = observation === 'no frame' && rule.silence !== undefined && rule.noData === 'keep' ? 0 : observation
  const looked = typeof seen === 'number' || seen === 'nothing'
  const apart = before.at === null ? 0 : now - before.at
  const counted = looked && apart >= 0 && apart <= GRACE * every ? apart : 0
  const noted: AlertMemory = {
    ...before,
    since: Math.min(before.since, now),
    brokenSince: before.brokenSince === null ? null : before.brokenSince + apart - counted,
    at: now,
    missed: looked || seen === 'stopped' ? 0 : before.missed + 1,
  }
  const memory = typeof seen === 'number' ? withFigure(rule, noted, seen, now, every) : withoutFigure(rule, noted, seen, now)
  const [from, to] = [before.state, memory.state]
  return from === to || (isCalm(from) && isCalm(to)) ? { memory } : { memory, event: { from, to } }
}

const isCalm = (state: AlertState): boolean => state === 'normal' || state === 'pending'

function become(memory: AlertMemory, state: AlertState, now: number): AlertMemory {
  return state === memory.state ? memory : { ...memory, state, since: now, ...(state === 'normal' ? { brokenSince: null } : {}) }
}

function withFigure(rule: Condition, memory: AlertMemory, figure: number, now: number, every: number): AlertMemory {
  const noted = rule.silence === undefined ? figureNoted(rule, memory, figure, now) : silenceNoted(memory, figure, now, every)
  const state = judged(rule, noted, now)
  // silence that has not lasted long enough is no pending alert, but goes on
  return { ...become(noted, state, now), brokenSince: noted.brokenSince }
}

function figureNoted(rule: Condition, memory: AlertMemory, value: number, now: number): AlertMemory {
  return { ...memory, value, brokenSince: isBroken(rule, value) ? (memory.brokenSince ?? now) : null }
}

function silenceNoted(memory: AlertMemory, records: number, now: number, every: number): AlertMemory {
  const quietSince = records > 0 ? null : (memory.brokenSince ?? now - every)
  return { ...memory, brokenSince: quietSince, value: quietSince === null ? 0 : now - quietSince }
}

function isBroken({ above, below, silence }: Condition, value: number): boolean {
  if (silence !== undefined) return value >= silence
  return (above !== undefined && value > above) || (below !== undefined && value < below)
}

function hasRecovered(rule: Condition, value: number): boolean {
  if (rule.recover === undefined) return !isBroken(rule, value)
  return rule.above === undefined ? value >= rule.recover : value <= rule.recover
}

function judged(rule: Condition, { state, since, value, brokenSince }: AlertMemory, now: number): AlertState {
  const broken = isBroken(rule, value!)
  switch (state) {
    case 'firing':
      if (!hasRecovered(rule, value!)) return 'firing'
      return rule.keepFiring > 0 ? 'recovering' : 'normal'
    case 'recovering':
      if (broken) return 'firing'
      return now - since >= rule.keepFiring ? 'normal' : 'recovering'
    default:
      if (!broken) return 'normal'
      return now - brokenSince! - (rule.silence ?? 0) >= rule.for ? 'firing' : 'pending'
  }
}

/** A second without a figure neither breaks nor recovers a rule, but a recovery that was seen comes to its end. */
function withoutFigure(rule: Condition, memory: AlertMemory, seen: Exclude<Observation, number>, now: number): AlertMemory {
  const { state, since, missed } = memory
  switch (seen) {
    case 'nothing':
      if (state === 'noData' || state === 'error') return become(memory, 'normal', now)
      return state === 'recovering' && now - since >= rule.keepFiring ? become(memory, 'normal', now) : memory
    case 'no frame':
      if (missed < GRACE || rule.noData === 'keep') return memory
      return become(memory, rule.noData === 'alert' ? 'noData' : 'normal', now)
    case 'no target':
      return missed < GRACE ? memory : become(memory, 'error', now)
    case 'stopped':
      return { ...become(memory, 'normal', now), brokenSince: null }
  }
}
