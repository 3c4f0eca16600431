import { expect, test } from 'vitest'
import { compile } from '../../core/compile.ts'
import { readPipeline } from '../../core/graph.ts'
import { catalogue } from '../../nodes/types.gen.ts'
import { LiveTable } from './live-table.ts'
import { ViewTable } from './view-table.ts'

function planOf(config: string) {
  const { pipeline } = readPipeline(`millrace: 1
name: live
nodes:
  lines: { type: connect.generator, config: { lines: [a], rate: 0 } }
  time: { type: collect.event-time, config: { from: arrival } }
  count: { type: compose.aggregate, config: { keys: [text], window: { kind: tumbling, size: 10s }, aggs: [{ name: n, fn: count }] } }
  table: { type: consume.live-table, config: ${config} }
wires: [lines -> time -> count -> table]
`)
  const { plan, issues } = compile(pipeline!, catalogue)
  expect(issues.filter(({ level }) => level === 'error')).toEqual([])
  return plan!
}
const columns = [
  { name: '_n', type: 'long' },
  { name: 'at', type: 'timestamp' },
  { name: 'text', type: 'string' },
  { name: 'n', type: 'long' },
] as const

test('shows the rows of the live table in its order, and says what does not fit', () => {
  const table = ViewTable.of(planOf('{ sort: { by: n } }'))!
  expect(table.text(30)).toBeNull()
  table.apply('table', {
    snapshot: {
      columns,
      key: ['text'],
      rows: [
        [0, 1000, 'a', 5],
        [1, 2000, 'b', 1_234],
        [2, 2000, null, 1],
      ],
    },
  })
  table.apply('other', { remove: ['["b"]'] })
  expect(table.text(30)).toBe(
    [
      '  at                   text      n\n',
      '  1970-01-01 00:00:02  b     1,234\n',
      '  1970-01-01 00:00:01  a         5\n',
      '  1970-01-01 00:00:02            1\n',
    ].join(''),
  )
  table.apply('table', { upsert: Array.from({ length: 20 }, (_, i) => [i, 0, `w${i}`, 1]), remove: ['["b"]'] })
  expect(table.text(12)).toMatch(/… and 15 more\n$/)
  expect(table.text(12)).not.toContain('1,234')
})

test('without an order the newest rows come first', () => {
  const table = ViewTable.of(planOf('{}'))!
  table.apply('table', {
    snapshot: {
      columns: columns.slice(2),
      key: ['text'],
      rows: [
        ['a', 1],
        ['b', 2],
      ],
    },
  })
  expect(table.text(30)).toBe('  text  n\n  b     2\n  a     1\n')
})

test('before the first window closes, it says when', () => {
  expect(new LiveTable(planOf('{}')).text(30, 12_345)).toBe('  no window has closed yet; the next one closes at 1970-01-01 00:00:20 UTC\n')
})
