import { expect, test } from 'vitest'
import { parseText } from '../../../core/document.ts'
import { apply, type DataMap } from '../../../core/edit/index.ts'
import { catalogue } from '../../../nodes/types.gen.ts'
import { renameParam } from './rename-param.ts'

test('references follow a parameter that is renamed; comments and other parameters stay', () => {
  const text = `millrace: 1
name: x
params:
  size: 30s # half a minute
  sizes: 2
nodes:
  a:
    type: compose.aggregate
    config: { window: { kind: tumbling, size: "\${param.size}" }, keys: ["\${param.sizes}", "k-\${param.size}-\${param.size}"] }
alerts:
  - { name: r, on: a, silence: "\${param.size}" }
`
  const renamed = apply(text, renameParam(parseText(text).value() as DataMap, 'size', 'span'), catalogue).text
  expect(renamed).toBe(text.replace('  size: 30s', '  span: 30s').replaceAll(`\${param.size}`, `\${param.span}`))
})
