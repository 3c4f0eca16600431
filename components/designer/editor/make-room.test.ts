import { expect, test } from 'vitest'
import { apply } from '../../../core/edit/index.ts'
import { catalogue } from '../../../nodes/types.gen.ts'
import { positions } from '../layout.ts'
import { addNode, spliceNode } from './edits.ts'
import { nothingRead, readText } from './read.ts'

const text = (layout: string, more = ''): string => `millrace: 1
name: x
nodes:
  a: { type: connect.file, config: { path: x } }
  b: { type: compose.filter, config: { where: text = 'x' } }
  c: { type: compose.filter, config: { where: text = 'x' } }
  d: { type: consume.live-table, config: { key: [text] } }
${more}wires:
  - a -> b -> c -> d
layout: { ${layout} }
`
const read = (of: string) => readText(of, nothingRead(catalogue))
const lay = (of: string) => positions(read(of).graph)
/** Where all stand, and a filter that is put into a wire. */
const after = (of: string, into = 'a.out>b.in') => {
  const made = apply(of, addNode(read(of), lay(of), { type: 'compose.union', at: { x: 8, y: 400 }, into }), catalogue).text
  return lay(made)
}
const row = 'a: [0, 0], b: [264, 0], c: [528, 0], d: [792, 0]'

test('what is put into a wire stands between its ends: what is behind goes to the right', () => {
  const at = after(text(row))
  expect(at.union).toEqual({ x: 264, y: 0 })
  expect([at.a.x, at.b.x, at.c.x, at.d.x]).toEqual([0, 528, 792, 1056])
})

test('room that is there is used up first, and where there is enough nothing moves', () => {
  expect(after(text('a: [0, 0], b: [400, 0], c: [728, 0], d: [1200, 0]'))).toMatchObject({
    union: { x: 264, y: 0 },
    b: { x: 528, y: 0 },
    c: { x: 792, y: 0 },
    d: { x: 1200, y: 0 },
  })
  expect(after(text('a: [0, 0], b: [600, 0], c: [864, 0], d: [1128, 0]'))).toMatchObject({ union: { x: 8, y: 400 }, b: { x: 600, y: 0 } })
})

test('another row stays, and rules go with what they watch', () => {
  const rule = '  r: { type: control.threshold, config: { on: b, metric: errors, above: 1 } }\n'
  const at = after(text('a: [0, 0], b: [264, 0], c: [0, 200], d: [264, 200], r: [264, 148]', rule), 'a.out>b.in')
  expect(at).toMatchObject({
    union: { x: 264, y: 0 },
    b: { x: 528, y: 0 },
    r: { x: 528, y: 148 },
    c: { x: 0, y: 200 },
    d: { x: 264, y: 200 },
  })
})

test('where no room can be made it stands where it was put', () => {
  expect(after(text(row.replace('[792, 0]', '[792, 0, pinned]')))).toMatchObject({ union: { x: 8, y: 400 }, b: { x: 264, y: 0 } })
  // another card is in the way
  const other = '  o: { type: connect.file, config: { path: y } }\n'
  expect(after(text(`${row}, o: [1056, 40]`, other))).toMatchObject({ union: { x: 8, y: 400 }, d: { x: 792, y: 0 } })
})

test('a node that is dropped on its new neighbours has room made for it too, one beside them not', () => {
  const loose = '  o: { type: compose.union }\n'
  const of = text(`${row}, o: [0, 400]`, loose)
  const put = (x: number, y: number) => lay(apply(of, spliceNode(read(of), lay(of), 'o', 'a.out>b.in', { o: { x, y } }), catalogue).text)
  expect(put(120, 8)).toMatchObject({ o: { x: 264, y: 0 }, b: { x: 528, y: 0 } })
  expect(put(120, 200)).toMatchObject({ o: { x: 120, y: 200 }, b: { x: 264, y: 0 } })
})
