import { expect, test } from 'vitest'
import type { PipelineState, PipelineSummary } from '../../core/protocol.ts'
import { heldKeys } from '../hooks/held-order.ts'
import { shownRows, trendOf } from './order.ts'

const row = (name: string, state: PipelineState, more: Partial<PipelineSummary> = {}): PipelineSummary => ({
  name,
  title: name.toUpperCase(),
  status: { state, since: 0, run: null, version: 1, restarts: 0, error: null, retryAt: null },
  live: 1,
  changed: false,
  firing: 0,
  updatedAt: 0,
  ...more,
})
const rows = [
  row('d', 'idle', { live: null }),
  row('c', 'stopped'),
  row('b', 'running'),
  row('a', 'running'),
  row('e', 'failed'),
  row('f', 'running', { firing: 1 }),
]
const names = (list: readonly PipelineSummary[]) => list.map(({ name }) => name).join('')

test('what needs attention stands first', () => {
  expect(names(shownRows(rows, 'all', ''))).toBe('feabcd')
})

test('filters by state, name and title', () => {
  expect(names(shownRows(rows, 'running', ''))).toBe('fab')
  expect(names(shownRows(rows, 'stopped', ''))).toBe('ecd')
  expect(names(shownRows(rows, 'drafts', ''))).toBe('d')
  expect(names(shownRows([row('word-count', 'idle', { title: 'Zählt Wörter' })], 'all', ' wör COUNT '))).toBe('word-count')
  expect(shownRows(rows, 'all', 'nothing')).toEqual([])
})

test('a held order stays, new rows come last', () => {
  expect(heldKeys(['a', 'b', 'gone'], ['new', 'b', 'a'])).toEqual(['a', 'b', 'gone', 'new'])
})

test('a trend needs measurements, and a change that matters', () => {
  const from = (f: (i: number) => number) => Array.from({ length: 60 }, (_, i) => f(i))
  expect(trendOf(from((i) => i * 10))).toBe('rising')
  expect(trendOf(from((i) => 6000 - i * 10))).toBe('falling')
  expect(trendOf(from((i) => 1000 + (i % 2)))).toBe('steady')
  expect(trendOf(from((i) => (i % 2) * 4))).toBe('steady')
  expect(trendOf(from((i) => (i < 50 ? Number.NaN : i)))).toBe(null)
})
