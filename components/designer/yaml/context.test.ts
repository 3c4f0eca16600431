import { expect, test } from 'vitest'
import { contextAt } from './context.ts'

/** `|` is the cursor. */
function at(text: string): unknown {
  const cursor = text.indexOf('|')
  const clean = text.replace('|', '')
  const found = contextAt(clean, cursor)
  return found === null ? null : [found.kind, found.path.join('.'), clean.slice(found.from, found.to), found.others.join()]
}

test.each([
  ['|', ['key', '', '', '']],
  ['millrace: 1\nna|', ['key', '', 'na', 'millrace']],
  ['nodes:\n  a:\n    ty|\n', ['key', 'nodes.a', 'ty', '']],
  ['nodes:\n  a:\n    type: x.y\n    |\n', ['key', 'nodes.a', '', 'type']],
  ['nodes:\n  a:\n    type: connect.f|\n', ['value', 'nodes.a.type', 'connect.f', '']],
  ['nodes:\n  a:\n    type: |\n    config: {}\n', ['value', 'nodes.a.type', '', '']],
  ['nodes:\n  a: { type: consign.|, config: {} }\n', ['value', 'nodes.a.type', 'consign.', '']],
  ['nodes:\n  a: { type: consign.file, con| }\n', ['key', 'nodes.a', 'con', 'type']],
  ['nodes:\n  a: { type: consign.file, config: { pa|: x } }\n', ['key', 'nodes.a.config', 'pa', '']],
  ['nodes:\n  a:\n    config:\n      where: "a > |"\n', ['value', 'nodes.a.config.where', 'a > ', '']],
  ['wires:\n  - a -> |\n', ['value', 'wires.0', 'a -> ', '']],
  ['wires:\n  - a -> b|\nlayout: {}\n', ['value', 'wires.0', 'a -> b', '']],
  ['alerts:\n  - { name: x, on: | }\n', ['value', 'alerts.0.on', '', '']],
  ['alerts:\n  - name: x\n    met|\n', ['key', 'alerts.0', 'met', 'name']],
  ['name: a # of |\n', null],
])('%j', (text, found) => {
  expect(at(text)).toEqual(found)
})
