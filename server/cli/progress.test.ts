import { expect, test } from 'vitest'
import { compile } from '../../core/compile.ts'
import { readPipeline } from '../../core/graph.ts'
import { type Frame, Sketch } from '../../core/metrics.ts'
import { catalogue } from '../../nodes/types.gen.ts'
import { frameWith } from '../testing/frames.ts'
import { captured } from '../testing/terminal.ts'
import { LiveView } from './live-view.ts'
import { ProgressLine } from './progress.ts'

const text = `millrace: 1
name: lines
nodes:
  in: { type: connect.generator, config: { lines: [a] } }
  out: { type: consume.console }
wires: [in -> out]
`
const plan = compile(readPipeline(text).pipeline!, catalogue).plan!

/** A second in which `records` came out of the source and were published after 20 ms. */
function frame(records: number, deadLetters = 0): Frame {
  const latency = new Sketch()
  if (records > 0) latency.add(20, records)
  return frameWith({
    index: { nodes: ['in', 'out'], roles: ['source', 'sink'], wires: ['in.out>out.in'] },
    nodes: { recordsOut: [records, 0], deadLetters: [deadLetters, 0], latency: [null, latency.toJSON()] },
    wires: { records: [records] },
  })
}

test('a short run shows nothing; on a screen the line is redrawn, and makes room', () => {
  const terminal = captured({ screen: true })
  const line = new ProgressLine(plan, terminal, 0)
  line.frame(frame(1_000), 1_000)
  line.clear()
  expect(terminal.stderr).toBe('')
  line.frame(frame(2_000, 3), 2_000)
  expect(terminal.stderr).toMatch(/^\r2\.0 s {2}2,000 records\/s {2}3,000 records {2}lag 20 ms {2}3 dead letters\x1b\[K$/)
  line.clear()
  expect(terminal.stderr).toMatch(/\r\x1b\[K$/)
})

test('where lines cannot be redrawn there is one every ten seconds', () => {
  const terminal = captured()
  const line = new ProgressLine(plan, terminal, 0)
  for (let second = 1; second <= 25; second++) line.frame(frame(10), second * 1_000)
  expect(terminal.stderr.split('\n').map((l) => l.split('  ').slice(0, 3))).toEqual([
    ['10.0 s', '10 records/s', '100 records'],
    ['20.0 s', '10 records/s', '200 records'],
    [''],
  ])
})

test('the live view redraws in place, keeps to the screen, and leaves the table at the end', () => {
  const terminal = captured({ screen: true, columns: 30, rows: 13 })
  const view = new LiveView(plan, terminal, 0)
  const bytes = Buffer.from('{"text":"é"}\n')
  view.print(bytes.subarray(0, 10))
  view.print(bytes.subarray(10))
  view.frame(frame(10), 1_000)
  expect(terminal.stdout).toBe('lines  1.0 s  10 records/s  1\n\n  {"text":"é"}\n\n  Ctrl-C ends the run\n')
  view.frame(frame(10), 2_000)
  expect(terminal.stdout).toContain('Ctrl-C ends the run\n\x1b[5A\r\x1b[Jlines  2.0 s')
  view.end(3_000)
  view.clear()
  expect(terminal.stdout).toMatch(/\x1b\[5A\r\x1b\[J {2}\{"text":"é"\}\n\n$/)
})
