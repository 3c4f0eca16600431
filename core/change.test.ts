import { expect, test } from 'vitest'
import { catalogue } from '../nodes/types.gen.ts'
import { type Change, classifyChange, type Deployed, impactLine, losesState } from './change.ts'
import { compile } from './compile.ts'
import { readPipeline } from './graph.ts'

const LIVE = `millrace: 1
name: x
nodes:
  lines: { type: connect.file, config: { path: in.txt } }
  text: { type: collect.decode, config: { codec: lines } }
  time: { type: collect.event-time, config: { from: arrival } }
  words: { type: compose.split, config: { field: text, pattern: a, as: word } }
  count: { type: compose.aggregate, config: { keys: [word], window: { kind: tumbling, size: 10s }, aggs: [{ name: n, fn: count }] } }
  file: { type: consign.file, config: { path: out.jsonl } }
wires: [lines -> text -> time -> words -> count -> file]
`

function deployed(text: string): Deployed {
  const { pipeline, issues } = readPipeline(text)
  expect(issues).toEqual([])
  return compile(pipeline!, catalogue)
}
const changes = (...replaced: [string, string][]): Change[] =>
  classifyChange(
    deployed(LIVE),
    deployed(
      replaced.reduce((text, [from, to]) => {
        expect(text).toContain(from)
        return text.replace(from, to)
      }, LIVE),
    ),
  )
const effects = (found: readonly Change[]): Record<string, string> =>
  Object.fromEntries(found.map(({ at, effect, reason }) => [at.node ?? at.rule ?? '', `${effect}: ${reason.en}`]))

test('titles, layout and the way of writing change nothing', () => {
  const found = changes(
    ['lines -> text', 'lines.out -> text'],
    ['name: x', 'name: x\ntitle: X\nlayout: { lines: [1, 1, pinned] }'],
    ['type: compose.split,', 'type: compose.split, title: Cut,'],
  )
  expect(found).toEqual([])
  expect(impactLine(found).en).toBe('nothing changes for records')
})

test('what holds no state, or keeps what it has', () => {
  const found = changes(
    ['pattern: a', 'pattern: b'],
    ['path: out.jsonl', 'path: out.jsonl, timestamps: iso'],
    ['path: in.txt', 'path: in.txt, filesPerEpoch: 2'],
  )
  expect(effects(found)).toEqual({
    words: 'restart-keep-state: holds no state',
    file: 'restart-keep-state: goes on writing where it stopped',
    lines: 'restart-keep-state: goes on reading where it stopped',
  })
  expect(losesState(found)).toBe(false)
  expect(impactLine(found)).toEqual({ en: '3 changed, state kept', zh: '3 个有改动，状态保留' })
})

test('a stateful node whose settings change begins anew, alone', () => {
  const found = changes(['size: 10s', 'size: 30s'], ['keys: [word]', 'keys: []'])
  expect(effects(found)).toEqual({ count: 'restart-new-state: other keys, window: open windows and totals begin anew' })
  expect(losesState(found)).toBe(true)
  expect(impactLine(found).en).toBe('begins anew: count')
})

test('other places and another event time begin anew', () => {
  const found = changes(['path: in.txt', 'path: other.txt'], ['path: out.jsonl', 'path: o.jsonl'])
  expect(effects(found)).toEqual({
    lines: 'restart-new-state: reads from another place, from its beginning',
    file: 'restart-new-state: writes to another place; what was written stays',
  })
})

test('nodes that come and go', () => {
  const found = changes(
    ['words -> count -> file]', 'words -> hot -> count-2 -> file]'],
    ['  count:', '  hot: { type: compose.filter, config: { where: "word > \'a\'" } }\n  count-2:'],
  )
  expect(effects(found)).toEqual({
    hot: 'added: is new',
    'count-2': 'added: begins with no state',
    file: 'restart-keep-state: goes on writing where it stopped',
    count: 'removed: its state is forgotten',
  })
  expect(effects(classifyChange(null, deployed(LIVE))).count).toBe('added: begins with no state')
})

test('without a journal nothing is kept', () => {
  expect(effects(changes(['name: x', 'name: x\ndurability: fast']))).toMatchObject({
    count: expect.stringContaining('restart-new-state: durability fast'),
    lines: expect.stringContaining('restart-new-state'),
  })
})

test('rules apply at once', () => {
  const rule = { name: 'slow', on: 'file', metric: 'errors', above: 1, for: 0, keepFiring: 0, noData: 'keep', severity: 'warning' } as const
  const live = deployed(LIVE)
  const found = classifyChange(live, { ...live, rules: [rule] })
  expect(found).toEqual([{ at: { rule: 'slow' }, effect: 'hot', reason: { en: 'applies at once', zh: '立即生效' } }])
  expect(classifyChange({ ...live, rules: [rule] }, { ...live, rules: [{ ...rule, above: 2 }] })).toHaveLength(1)
})

test('a pipeline with mistakes is blocked by each', () => {
  const found = classifyChange(deployed(LIVE), deployed(LIVE.replace('field: text', 'field: txt')))
  expect(found).toEqual([
    { at: { node: 'words' }, effect: 'blocked', reason: { en: 'the wire carries no field `txt`', zh: '设置引用了连线上没有的字段。' } },
  ])
  expect(impactLine(found).zh).toBe('无法部署：words')
})
