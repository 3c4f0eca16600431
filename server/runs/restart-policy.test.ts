import { expect, test } from 'vitest'
import { RestartPolicy } from './restart-policy.ts'

test('waits double up to a minute', () => {
  const policy = new RestartPolicy()
  const waits = Array.from({ length: 10 }, (_, i) => policy.ended(true, 1_000 * i, 1_000 * i, 1)!.wait)
  expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000])
})

test('five crashes without progress end the attempts; the third is careful', () => {
  const policy = new RestartPolicy()
  const answers = Array.from({ length: 5 }, (_, i) => policy.ended(true, 1_000 * i, null, 0))
  expect(answers.map((answer) => answer?.careful)).toEqual([false, true, true, true, undefined])
})

test('progress counts anew, a long healthy run forgives', () => {
  const policy = new RestartPolicy()
  for (let i = 0; i < 4; i++) policy.ended(true, 1_000 * i, null, 0)
  expect(policy.ended(true, 5_000, 4_500, 3)).toEqual({ wait: 8_000, careful: false })
  expect(policy.ended(true, 200_000, 10_000, 3)).toEqual({ wait: 500, careful: false })
})

test('a failure that says why is tried for ever', () => {
  const policy = new RestartPolicy()
  const answers = Array.from({ length: 20 }, (_, i) => policy.ended(false, 1_000 * i, null, 0))
  expect(answers.at(-1)).toEqual({ wait: 60_000, careful: false })
})
