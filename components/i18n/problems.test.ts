import fs from 'node:fs'
import path from 'node:path'
import { parseSync, Visitor } from 'vite'
import { describe, expect, test } from 'vitest'
import { explainer } from './explain.ts'
import { problemsZh } from './problems.zh.ts'
import { loadTexts, problemIn } from './translate.ts'

describe('templates', () => {
  const explain = explainer({
    'a {kind} of `{name}`': '`{name}` 的 {kind}',
    'a door of `{name}`': '`{name}` 的门',
    '{rest} in {place}': '{place} 中{rest}',
  })
  test('what stands for a name is put in as it is, the rest in turn; the most exact one wins', () => {
    expect(explain('a lock of `a door of x`')).toBe('`a door of x` 的 lock')
    expect(explain('a door of `$& {kind}`')).toBe('`$& {kind}` 的门')
    expect(explain('a door of `x` in the\nhouse')).toBe('the\nhouse 中`x` 的门')
    expect(explain('what in there')).toBe('there 中what')
    expect(explain('something else')).toBe(null)
  })
})

test('every template has the same names in both languages, and says something', () => {
  const names = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map(([name]) => name).sort()
  for (const [en, zh] of Object.entries(problemsZh)) {
    const said = names(zh)
    // what is of one kind only need not be named
    expect(names(en), en).toEqual(expect.arrayContaining(said))
    expect(new Set(said).size, zh).toBe(said.length)
    expect(zh, en).toMatch(/[\p{Script=Han}：]/u)
  }
})

test('what is not known stays English behind the meaning of its code', async () => {
  await Promise.all([loadTexts('pages', 'zh'), loadTexts('problems', 'zh')])
  const known = { code: 'UNKNOWN_FIELD', message: 'the wire carries no field `nme`', hint: 'did you mean `name`?' }
  expect(problemIn('zh', known)).toEqual({ message: '连线上没有字段 `nme`', hint: '是否想写 `name`？' })
  expect(problemIn('en', known)).toEqual({ message: known.message, hint: known.hint })
  const news = problemIn('zh', { code: 'CYCLE', message: 'news of tomorrow' })
  expect(news).toEqual({ message: '连线形成了环。 news of tomorrow', hint: undefined })
})

// biome-ignore lint/suspicious/noExplicitAny: nodes of a syntax tree
type Node = any

/** Texts that an expression may yield, as far as it says so itself; what is computed is `x1`. */
function textsOf(node: Node): string[] {
  switch (node?.type) {
    case 'Literal':
      return typeof node.value === 'string' ? [node.value] : []
    case 'TemplateLiteral':
      return node.quasis.reduce(
        (texts: string[], quasi: Node, i: number) => {
          const parts = i < node.expressions.length ? textsOf(node.expressions[i]) : ['']
          const next = parts.length === 0 ? ['x1'] : parts
          return texts.flatMap((text) => next.map((part) => `${text}${quasi.value.cooked}${part}`))
        },
        [''],
      )
    case 'ConditionalExpression':
      return [...textsOf(node.consequent), ...textsOf(node.alternate)]
    case 'LogicalExpression':
      return [...textsOf(node.left), ...textsOf(node.right)]
    default:
      return []
  }
}

/** Which arguments of which functions tell of a problem, and which properties and constants hold such a text. */
const calls: Readonly<Record<string, readonly number[]>> = {
  issue: [2, 3],
  problem: [2, 3],
  stop: [2, 3],
  '#report': [2, 3],
  wrong: [2, 3],
  refused: [0, 1],
}
const named = new Set(['message', 'hint', 'mistake'])

function problemsIn(file: string): string[] {
  const source = fs.readFileSync(file, 'utf8')
  const { program, errors } = parseSync(file, source)
  if (errors.length > 0) throw new Error(`${file}: ${errors[0].message}`)
  const found: string[] = []
  const take = (...nodes: Node[]): void => void found.push(...nodes.flatMap(textsOf))
  new Visitor({
    CallExpression({ callee, arguments: given }: Node) {
      const name =
        callee.type === 'Identifier' ? callee.name : `${callee.property?.type === 'PrivateIdentifier' ? '#' : ''}${callee.property?.name}`
      if (Object.hasOwn(calls, name)) take(...calls[name].map((i) => given[i]))
    },
    Property({ key, value }: Node) {
      if (named.has(key.name)) take(value)
    },
    VariableDeclarator({ id, init }: Node) {
      if (named.has(id.name)) take(init)
    },
    FunctionDeclaration({ id, body }: Node) {
      if (/hint$/i.test(id?.name))
        new Visitor({ ReturnStatement: ({ argument }: Node) => take(argument) }).visit({ ...program, body: body.body })
    },
  }).visit(program)
  return found
}

test('every problem that the checks of a document tell of is told in Chinese', () => {
  const root = path.resolve(import.meta.dirname, '../..')
  const core = ['compile', 'drawing', 'op-shape', 'portability', 'rules', 'graph', 'references', 'secret', 'alert'].map(
    (name) => `core/${name}.ts`,
  )
  const folder = (name: string, fits: RegExp): string[] =>
    (fs.readdirSync(path.join(root, name), { recursive: true }) as string[]).filter((f) => fits.test(f)).map((f) => path.join(name, f))
  const files = [
    ...core,
    ...folder('core/edit', /^(?!.*\.test\.).*\.ts$/),
    ...folder('core/expr', /^(?!.*\.test\.).*\.ts$/),
    ...folder('nodes', /(?<!threshold.)(node|template)\.ts$/),
  ]
  const explain = explainer(problemsZh)
  const unknown = files.flatMap((file) => [
    ...new Set(
      problemsIn(path.join(root, file))
        .filter((text) => /[a-z]{2}/.test(text) && explain(text) === null)
        .map((text) => `${file}: ${text}`),
    ),
  ])
  expect(unknown).toEqual([])
  expect(problemsIn(path.join(root, 'core/rules.ts'))).toContain('`x1` watches the node `x1`, which does not exist')
})
