import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { connection, connectionLost, connectionUp, sessionEnded } from './connection.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  connectionUp()
  vi.useRealTimers()
})
const phase = () => connection.getState().phase

test('a short loss is told to nobody, a longer one with its age, a long one as offline', () => {
  connectionUp()
  connectionLost()
  const { lostAt } = connection.getState()
  vi.advanceTimersByTime(2999)
  expect(phase()).toBe('brief')
  vi.advanceTimersByTime(1)
  expect(phase()).toBe('reconnecting')
  // each failed attempt to reconnect tells the loss again: the age goes on
  connectionLost()
  vi.advanceTimersByTime(12_000)
  expect(phase()).toBe('offline')
  expect(connection.getState().lostAt).toBe(lostAt)
  connectionUp()
  expect(phase()).toBe('online')
  vi.advanceTimersByTime(60_000)
  expect(phase()).toBe('online')
})

test('a server that fell silent a while ago is told of at once, with its age', () => {
  connectionUp()
  connectionLost(Date.now() - 12_500)
  vi.advanceTimersByTime(0)
  expect(phase()).toBe('reconnecting')
  vi.advanceTimersByTime(2500)
  expect(phase()).toBe('offline')
})

test('an ended session stays ended', () => {
  connectionLost()
  sessionEnded()
  connectionLost()
  vi.advanceTimersByTime(60_000)
  expect(phase()).toBe('signedOut')
})
