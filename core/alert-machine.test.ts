import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AlertState } from './alert.ts'
import { type AlertMemory, type Condition, freshMemory, isFiring, type Observation, step } from './alert-machine.ts'

const START = 1_700_000_000_000
const letters: Record<AlertState, string> = { normal: 'n', pending: 'p', firing: 'F', recovering: 'r', noData: 'D', error: 'E' }
const rule = (settings: Partial<Condition>): Condition => ({ for: 0, keepFiring: 0, noData: 'keep', ...settings })
const [_, x, t, s]: Observation[] = ['nothing', 'no frame', 'no target', 'stopped']

/** Turns the clock a second before each observation. */
function run(settings: Partial<Condition>, seen: readonly Observation[], from: AlertMemory = freshMemory(START), start = START) {
  let memory = from
  let states = ''
  const events: string[] = []
  seen.forEach((observation, i) => {
    const result = step(rule(settings), memory, observation, start + (i + 1) * 1000)
    memory = result.memory
    states += letters[memory.state]
    if (result.event !== undefined) events.push(letters[result.event.from] + letters[result.event.to])
  })
  return { memory, states, events: events.join(' ') }
}

const times = (n: number, observation: Observation): Observation[] => Array<Observation>(n).fill(observation)

describe('states, second by second', () => {
  const above = { above: 10 }
  const table: [name: string, rule: Partial<Condition>, seen: readonly Observation[], states: string, events: string][] = [
    ['the threshold itself does not break the rule', above, [10, 10.001], 'nF', 'nF'],
    ['below', { below: 1 }, [1, 0, 1], 'nFn', 'nF Fn'],
    ['without `for` the first figure fires', above, [5, 11, 12, 9], 'nFFn', 'nF Fn'],
    ['`for` counts from the first broken figure', { ...above, for: 3000 }, [11, 11, 11, 11], 'pppF', 'pF'],
    ['one good second begins `for` anew', { ...above, for: 3000 }, [11, 11, 11, 9, 11, 11, 11, 11], 'pppnpppF', 'pF'],
    ['flapping never fires under `for`', { ...above, for: 2000 }, [11, 9, 11, 9, 11, 9, 11, 9], 'pnpnpnpn', ''],
    ['flapping without `for` is told each time', above, [11, 9, 11, 9], 'FnFn', 'nF Fn nF Fn'],
    ['a recovery level keeps it from flapping', { ...above, recover: 8 }, [11, 9, 11, 9, 8.1, 8, 9, 11], 'FFFFFnnF', 'nF Fn nF'],
    ['a recovery level of `below`', { below: 10, recover: 12 }, [9, 11, 9, 11.9, 12, 11], 'FFFFnn', 'nF Fn'],
    ['keepFiring', { ...above, keepFiring: 3000 }, [11, 9, 9, 9, 9], 'Frrrn', 'nF Fr rn'],
    [
      'a new breach while recovering fires at once',
      { ...above, for: 1000, keepFiring: 3000 },
      [11, 11, 9, 11, 9, 9, 9, 9],
      'pFrFrrrn',
      'pF Fr rF Fr rn',
    ],
    [
      'between threshold and recovery level it goes on recovering',
      { ...above, recover: 8, keepFiring: 2000 },
      [11, 7, 9, 9],
      'Frrn',
      'nF Fr rn',
    ],
    ['a quiet second neither breaks nor recovers', above, [_, 11, _, _, _, 9, _], 'nFFFFnn', 'nF Fn'],
    ['quiet seconds do not fire a pending rule, the next figure does', { ...above, for: 3000 }, [11, _, _, _, _, 11], 'pppppF', 'pF'],
    ['a recovery that was seen ends in quiet seconds too', { ...above, keepFiring: 2000 }, [11, 9, _, _], 'Frrn', 'nF Fr rn'],
    ['missing frames within the grace mean nothing', { ...above, noData: 'alert' }, [11, x, x, x, x, 11], 'FFFFFF', 'nF'],
    ['no data: alert', { ...above, noData: 'alert' }, [5, ...times(6, x), 5], 'nnnnnDDn', 'nD Dn'],
    [
      'no data: alert, while firing, and broken when data is back',
      { ...above, noData: 'alert' },
      [11, ...times(5, x), 11],
      'FFFFFDF',
      'nF FD DF',
    ],
    ['no data ends with a frame that has no figure', { ...above, noData: 'alert' }, [5, ...times(5, x), _], 'nnnnnDn', 'nD Dn'],
    ['no data: ok', { ...above, noData: 'ok' }, [11, ...times(5, x)], 'FFFFFn', 'nF Fn'],
    ['no data: keep', above, [11, ...times(9, x), 11, 9], `F${'F'.repeat(9)}Fn`, 'nF Fn'],
    [
      'seconds without frames do not count for `for`',
      { ...above, for: 2000 },
      [11, 11, ...times(9, x), 11, 11],
      `pp${'p'.repeat(9)}FF`,
      'pF',
    ],
    ['a run without the target, after the grace', above, [5, ...times(6, t), 5], 'nnnnnEEn', 'nE En'],
    ['a stopped pipeline has no alerts', { ...above, keepFiring: 5000 }, [11, 9, s, s], 'Frnn', 'nF Fr rn'],
    ['a pipeline that stops while pending tells nothing', { ...above, for: 9000 }, [11, s, 11], 'pnp', ''],
    ['a stop ends no data', { ...above, noData: 'alert' }, [5, ...times(5, x), s], 'nnnnnDn', 'nD Dn'],
    ['silence', { silence: 3000 }, [4, 0, 0, 0, 0, 1, 0, 0], 'nnnFFnnn', 'nF Fn'],
    ['silence from the start', { silence: 3000 }, [0, 0, 0], 'nnF', 'nF'],
    ['silence, and `for` on top', { silence: 2000, for: 2000 }, [1, 0, 0, 0, 0, 0], 'nnppFF', 'pF'],
    ['silence and keepFiring', { silence: 2000, keepFiring: 2000 }, [0, 0, 1, 0, 0, 0], 'nFrrFF', 'nF Fr rF'],
    ['a run that is down is silent', { silence: 3000 }, [4, x, x, x], 'nnnF', 'nF'],
    ['silence, no data: ok', { silence: 3000, noData: 'ok' }, [4, 0, 0, 0, ...times(5, x)], 'nnnFFFFFn', 'nF Fn'],
    ['silence, no data: alert', { silence: 60_000, noData: 'alert' }, [4, ...times(5, x)], 'nnnnnD', 'nD'],
    ['after a stop silence begins anew', { silence: 3000 }, [1, 0, 0, s, 0, 0, 0], 'nnnnnnF', 'nF'],
  ]
  test.each(table)('%s', (_name, settings, seen, states, events) => {
    expect(run(settings, seen)).toMatchObject({ states, events })
  })
})

test('the newest figure is kept, and silence says how long it lasts', () => {
  expect(run({ above: 10 }, [3, 12, _]).memory).toMatchObject({ value: 12, since: START + 2000, state: 'firing' })
  expect(run({ silence: 60_000 }, [1, 0, 0]).memory.value).toBe(2000)
  expect(run({ silence: 60_000 }, [1, 0, 0, 5]).memory.value).toBe(0)
})

describe('a restart: what was kept as JSON, and nothing known of the time between', () => {
  const reborn = ({ memory }: { memory: AlertMemory }): AlertMemory => ({ ...JSON.parse(JSON.stringify(memory)), at: null, missed: 0 })

  test('pending goes on', () => {
    const before = run({ above: 10, for: 10_000 }, times(6, 11))
    expect(before.states).toBe('pppppp')
    const after = run({ above: 10, for: 10_000 }, [11, 11, 11], reborn(before), START + 8000)
    expect(after).toMatchObject({ states: 'ppF', events: 'pF' })
  })
  test('firing stays without a second event', () => {
    const before = run({ above: 10 }, [11])
    const after = run({ above: 10 }, [x, x, x, _, 11, 9], reborn(before), START + 60_000)
    expect(after).toMatchObject({ states: 'FFFFFn', events: 'Fn' })
  })
  test('recovering goes on', () => {
    const before = run({ above: 10, keepFiring: 10_000 }, [11, 9])
    const after = run({ above: 10, keepFiring: 10_000 }, [9, 9, 9], reborn(before), START + 9000)
    expect(after).toMatchObject({ states: 'rrn', events: 'rn' })
  })
})

describe('a clock that jumps', () => {
  const jumps: [name: string, by: number][] = [
    ['ahead', 3_600_000],
    ['back', -3_600_000],
  ]
  test.each(jumps)('%s: `for` neither shrinks nor grows', (_name, by) => {
    const settings = { above: 10, for: 5000 }
    const before = run(settings, [11, 11])
    // two of five seconds have been seen, one is lost in the jump
    expect(run(settings, [11, 11, 11, 11, 11], before.memory, START + 2000 + by)).toMatchObject({ states: 'ppppF' })
  })
  test.each(jumps)('%s: silence neither shrinks nor grows', (_name, by) => {
    const before = run({ silence: 5000 }, [1, 0, 0])
    expect(run({ silence: 5000 }, [0, 0, 0, 0], before.memory, START + 3000 + by)).toMatchObject({ states: 'nnnF' })
  })
  test('back: recovering lasts no longer than it should from then on', () => {
    const before = run({ above: 10, keepFiring: 3000 }, [11, 9])
    expect(run({ above: 10, keepFiring: 3000 }, [9, 9, 9, 9], before.memory, START - 3_600_000)).toMatchObject({ states: 'rrrn' })
  })
  test('ahead: one late tick is no missing minute', () => {
    const before = run({ above: 10, noData: 'alert' }, [5])
    expect(run({ above: 10, noData: 'alert' }, [x, 5], before.memory, START + 3_600_000)).toMatchObject({ states: 'nn', events: '' })
  })
})

test('whatever is observed: events lead from state to state, and firing needs a broken threshold that held', () => {
  const observation = fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 0, max: 20 }) },
    fc.constantFrom<Observation>('nothing', 'no frame', 'no target', 'stopped'),
  )
  fc.assert(
    fc.property(
      fc.array(observation, { maxLength: 60 }),
      fc.integer({ min: 0, max: 5 }),
      fc.integer({ min: 0, max: 5 }),
      (seen, hold, keep) => {
        const condition = rule({ above: 10, for: hold * 1000, keepFiring: keep * 1000 })
        let memory = freshMemory(START)
        let held = 0
        seen.forEach((observed, i) => {
          const { memory: after, event } = step(condition, memory, observed, START + i * 1000)
          if (typeof observed === 'number') held = observed > 10 ? held + 1 : 0
          if (event === undefined)
            expect(after.state === memory.state || [memory.state, after.state].every((s) => s === 'normal' || s === 'pending')).toBe(true)
          else expect(event).toEqual({ from: memory.state, to: after.state })
          if (after.state === 'firing' && !isFiring(memory.state)) expect(held).toBeGreaterThan(hold === 0 ? 0 : 1)
          if (after.state === 'recovering') expect(keep).toBeGreaterThan(0)
          memory = after
        })
      },
    ),
  )
})
