import fs from 'node:fs'
import { describe, expect, test } from 'vitest'
import { ruleSchema } from '../../core/alert.ts'
import { formOf } from '../../core/form.ts'
import { type AnyNodeType, portsOf, type Rows, typeId } from '../../core/node-type.ts'
import { type Flow, op } from '../../core/plan.ts'
import type { Words } from '../../core/words.ts'
import { runtimes } from '../../nodes/runtimes.gen.ts'
import { catalogue } from '../../nodes/types.gen.ts'
import { runExample } from './run-example.ts'

const nodes = new URL('../../nodes/', import.meta.url)
const both = (words: Words | undefined): boolean => words !== undefined && words.en.trim() !== '' && /[\u4e00-\u9fff]/.test(words.zh)
const anything: Flow = op({ op: 'source', delivery: 'replay', receiver: null, fields: null })
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

  test('says of which settings others depend, and of which of their values', () => {
    const form = formOf(type.config)
    for (const { path, meta } of form) {
      for (const [name, values] of Object.entries(meta.when ?? {})) {
        const other = form.find(
          (f) => f.path.length === path.length && f.path.at(-1) === name && f.path.slice(0, -1).join() === path.slice(0, -1).join(),
        )
        const known = other?.choices ?? (other?.meta.widget === 'switch' ? ['true', 'false'] : [])
        expect([path.join('.'), values.filter((value) => !known.includes(value))]).toEqual([path.join('.'), []])
      }
    }
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

  test('plans each port that it declares and no other; a sink its op `written`', () => {
    for (const example of type.examples) {
      const config = type.config.parse(example.config)
      const { in: inputs, out } = portsOf(type, config)
      const planned = type.plan(config, Object.fromEntries(inputs.map((port) => [port, anything])))
      expect(Object.keys(planned).sort()).toEqual(type.stage === 'control' ? [] : out.length > 0 ? [...out].sort() : ['written'])
    }
  })

  test('is a rule or a target exactly when it is a control node', () => {
    expect(type.control !== undefined).toBe(type.stage === 'control')
    for (const example of type.stage === 'control' ? type.examples : []) {
      const control = type.control!(type.config.parse(example.config))
      if ('rule' in control) expect(ruleSchema.safeParse({ ...control.rule, name: 'x' })).toMatchObject({ success: true })
      else expect(URL.canParse(control.notify.url)).toBe(true)
    }
  })

  const runnable = type.examples.filter((example) => example.expect !== undefined)
  test.each(runnable.map((example) => [example.title.en, example] as const))('example: %s', async (_, example) => {
    const { ports, files, view } = await runExample(type, example)
    const { out, ports: expected = {}, files: left, view: shown } = example.expect!
    const wanted: Record<string, Rows> = out === undefined ? expected : { out, ...expected }
    for (const port of new Set([...Object.keys(ports), ...Object.keys(wanted)]))
      expect([port, sorted(ports[port])]).toEqual([port, sorted(wanted[port])])
    if (left !== undefined) expect(files).toEqual(left)
    if (shown !== undefined) expect(sorted(view)).toEqual(sorted(shown))
  })
})
