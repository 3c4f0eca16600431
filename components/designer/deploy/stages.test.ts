import { expect, test } from 'vitest'
import type { PipelineStatus } from '../../../core/protocol.ts'
import { progressOf } from './stages.ts'

const status = (state: PipelineStatus['state'], version: number): PipelineStatus => ({
  state,
  version,
  since: 0,
  run: 'r',
  restarts: 0,
  error: null,
  retryAt: null,
})
const nothing = { figures: false, connected: false, record: false }

test('a deploy goes from compiled to the first record', () => {
  expect(progressOf(null, status('running', 1), { ...nothing, record: true })).toEqual({ done: 0, failed: false })
  expect(progressOf(2, status('draining', 1), nothing)).toEqual({ done: 1, failed: false })
  expect(progressOf(2, status('starting', 2), nothing)).toEqual({ done: 1, failed: false })
  expect(progressOf(2, status('running', 2), nothing)).toEqual({ done: 2, failed: false })
  expect(progressOf(2, status('running', 2), { ...nothing, figures: true })).toEqual({ done: 2, failed: false })
  expect(progressOf(2, status('running', 2), { ...nothing, figures: true, connected: true })).toEqual({ done: 3, failed: false })
  expect(progressOf(2, status('running', 2), { figures: true, connected: true, record: true })).toEqual({ done: 4, failed: false })
})

test('a run that ended at once has done all of it, one that fails has not', () => {
  expect(progressOf(2, status('ended', 2), nothing)).toEqual({ done: 4, failed: false })
  expect(progressOf(2, status('failed', 2), nothing)).toEqual({ done: 1, failed: true })
  expect(progressOf(2, status('failed', 1), nothing)).toEqual({ done: 1, failed: false })
})
