import { expect, test } from 'vitest'
import { compile } from '../../core/compile.ts'
import { readPipeline } from '../../core/graph.ts'
import type { Plan } from '../../core/plan.ts'
import { catalogue } from '../../nodes/types.gen.ts'
import { LiveTable } from './live-table.ts'

function planOf(between: string, wires: string): Plan {
  const text = `millrace: 1
name: live
nodes:
  lines: { type: connect.generator, config: { lines: [a], rate: 0 } }
  time: { type: collect.event-time, config: { from: arrival } }
${between}
  table: { type: consume.console }
wires: [${wires}]
`
  const { pipeline, issues } = readPipeline(text)
  const compiled = compile(pipeline!, catalogue)
  expect([...issues, ...compiled.issues].filter(({ level }) => level === 'error')).toEqual([])
  return compiled.plan!
}

const windowed = planOf(
  '  count: { type: compose.aggregate, config: { keys: [text], window: { kind: sliding, size: 30s, slide: 10s }, aggs: [{ name: n, fn: count }] } }',
  'lines -> time -> count -> table',
)
const at = (start: number, text: string, n: number) => `${JSON.stringify({ window_start: start, window_end: start + 30_000, text, n })}\n`

test('shows the newest window, greatest count first, and says what does not fit', () => {
  const table = new LiveTable(windowed)
  table.take(at(0, 'old', 99) + at(10_000, 'b', 2) + at(10_000, 'a', 2))
  table.take(at(10_000, 'c', 1_234).slice(0, 20))
  table.take(at(10_000, 'c', 1_234).slice(20) + at(0, 'older', 5))
  expect(table.text(30, 0)).toBe(
    '  window 1970-01-01 00:00:10 to 1970-01-01 00:00:40 UTC\n\n  text      n\n  c     1,234\n  a         2\n  b         2\n',
  )
  for (let i = 0; i < 20; i++) table.take(at(10_000, `w${i}`, 1))
  expect(table.text(12, 0)).toMatch(/… and 18 more\n$/)
})

test('says when the first window will close', () => {
  expect(new LiveTable(windowed).text(30, 12_345)).toBe('  no window has closed yet; the next one closes at 1970-01-01 00:00:20 UTC\n')
})

test('running counts replace one another by key', () => {
  const plan = planOf(
    '  count: { type: compose.aggregate, config: { keys: [text], aggs: [{ name: n, fn: count }], output: update } }',
    'lines -> time -> count -> table',
  )
  const table = new LiveTable(plan)
  expect(table.text(30, 0)).toBe('  nothing yet\n')
  table.take('{"text":"a","n":1}\n{"text":"b","n":2}\n{"text":"a","n":3}\n')
  expect(table.text(30, 0)).toBe('  text  n\n  a     3\n  b     2\n')
})

test('records without a key are shown as they come, the newest last', () => {
  const table = new LiveTable(planOf('', 'lines -> time -> table'))
  table.take(Array.from({ length: 500 }, (_, i) => `{"text":"${i}"}\n`).join(''))
  expect(table.text(12, 0)).toBe('  {"text":"495"}\n  {"text":"496"}\n  {"text":"497"}\n  {"text":"498"}\n  {"text":"499"}\n')
})
