/** Longest row of a graph. */
const ROW = 10

/** Rows of ten: a generator of 20 records a second, eight maps, and a sink that counts. */
export function graphOf(name: string, nodes: number): string {
  const rows = Array.from({ length: nodes / ROW }, (_, r) => r)
  const lines = rows.flatMap((r) => [
    `  in-${r}: { type: connect.generator, config: { record: { a: '{{seq}}' }, rate: 20 } }`,
    ...Array.from({ length: ROW - 2 }, (_, i) => `  map-${r}-${i}: { type: compose.map, config: { set: { a: a + 1 } } }`),
    `  out-${r}: { type: consign.discard }`,
  ])
  const wires = rows.map((r) => `  - in-${r} -> ${Array.from({ length: ROW - 2 }, (_, i) => `map-${r}-${i}`).join(' -> ')} -> out-${r}`)
  return ['millrace: 1', `name: ${name}`, 'nodes:', ...lines, 'wires:', ...wires, ''].join('\n')
}
