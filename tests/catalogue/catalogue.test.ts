import fs from 'node:fs'
import { describe, expect, test } from 'vitest'
import { formOf } from '../../core/form.ts'
import { type AnyNodeType, portsOf, typeId } from '../../core/node-type.ts'
import type { Words } from '../../core/words.ts'
import { runtimes } from '../../nodes/runtimes.gen.ts'
import { catalogue } from '../../nodes/types.gen.ts'
import { runExample } from './run-example.ts'

const nodes = new URL('../../nodes/', import.meta.url)
const both = (words: Words | undefined): boolean => words !== undefined && words.en.trim() !== '' && /[\u4e00-\u9fff]/.test(words.zh)
const sorted = (rows: readonly unknown[] | undefined): string[] =>
  (rows ?? []).map((row) => JSON.stringify(Object.fromEntries(Object.entries(row as object).sort()))).sort()

describe.each(Object.entries(catalogue) as [string, AnyNodeType][])('%s', (id, type) => {
  test('is the folder it stands in, and has a runtime exactly when it touches the outside', () => {
    expect(typeId(type)).toBe(id)
    expect(fs.existsSync(new URL(`${type.stage}/${type.id}/node.ts`, nodes))).toBe(true)
    expect(runtimes[id] !== undefined).toBe(type.contract !== undefined)
  })

  test('has words in both languages, and a widget for every setting', () => {
    expect(both(type.title) && both(type.summary)).toBe(true)
    expect(type.guide === undefined || both(type.guide)).toBe(true)
    for (const { path, meta } of formOf(type.config)) expect([path.join('.'), both(meta.title)]).toEqual([path.join('.'), true])
  })

  test('has examples, and each is valid', () => {
    expect(type.examples.length).toBeGreaterThan(0)
    for (const example of type.examples) {
      expect(both(example.title)).toBe(true)
      const config = type.config.parse(example.config)
      expect(type.check?.(config) ?? []).toEqual([])
      expect(portsOf(type, config)).toEqual({ in: expect.any(Array), out: expect.any(Array) })
    }
  })

  const runnable = type.examples.filter((example) => example.expect !== undefined)
  test.each(runnable.map((example) => [example.title.en, example] as const))('example: %s', async (_, example) => {
    const { ports, files } = await runExample(type, example)
    const { out, ports: expected = {}, files: left } = example.expect!
    for (const [port, rows] of Object.entries(out === undefined ? expected : { out, ...expected }))
      expect(sorted(ports[port])).toEqual(sorted(rows))
    for (const [name, text] of Object.entries(left ?? {})) expect(files[name]).toBe(text)
  })
})
