import { expect, test } from 'vitest'
import { catalogue } from '../nodes/types.gen.ts'
import { compile } from './compile.ts'
import { type ReadOptions, readPipeline } from './graph.ts'
import { graphView } from './graph-view.ts'
import { secretsIn, withSecrets } from './secret.ts'

const document = (hook: string, more = ''): string => `millrace: 1
name: hooks
params: { token: plain-text, kept: '\${secret.KEY}' }
nodes:
  hook: { type: connect.http-webhook, config: { port: 8088, ${hook} } }
  out: { type: consume.console }
wires: [hook -> out]
${more}`
const token = (value: string): string => document(`signIn: { kind: bearer, value: '${value}' }`)

function read(text: string, options: ReadOptions = {}) {
  const { pipeline, issues } = readPipeline(text, options)
  const compiled = compile(pipeline!, catalogue)
  return { plan: compiled.plan, issues: [...issues, ...compiled.issues].filter(({ level }) => level !== 'info') }
}
const codes = (text: string, options?: ReadOptions) => read(text, options).issues.map(({ code }) => code)

test('a secret is named as the whole value of a setting for secrets, and the plan holds the name', () => {
  for (const value of [`\${secret.KEY}`, `\${param.kept}`]) {
    const { plan, issues } = read(token(value))
    expect(issues).toEqual([])
    expect(JSON.stringify(plan)).toContain(`\${secret.KEY}`)
    expect([...secretsIn(plan!.nodes.hook.config)]).toEqual(['KEY'])
  }
})

test('anywhere else it is refused, and the issue says where it may stand', () => {
  const elsewhere = read(document(`path: '/\${secret.KEY}'`))
  expect(elsewhere.issues).toMatchObject([
    { code: 'SECRET_PLACE', hint: 'it may stand in `signIn.value`', at: { node: 'hook', path: ['nodes', 'hook', 'config', 'path'] } },
  ])
  expect(elsewhere.plan).toBe(null)
  expect(codes(document(`port: '\${secret.KEY}'`).replace('port: 8088, ', ''))).toContain('SECRET_PLACE')
  expect(codes(document(`methods: ['\${secret.KEY}']`))).toContain('SECRET_PLACE')
  expect(read(token(`Bearer \${secret.KEY}`)).issues).toMatchObject([{ code: 'SECRET_PLACE', hint: 'keep the whole text as one secret' }])
  expect(codes(token(`a\${param.kept}`))).toEqual(['SECRET_PLACE'])
  const rule = `alerts: [{ name: r, on: pipeline, metric: recordsIn, above: 1, message: 'x \${secret.KEY}' }]`
  expect(codes(document('path: /x', rule))).toContain('SECRET_PLACE')
  const noSecrets = read(document('path: /x').replace('consume.console }', `consume.console, config: { format: '\${secret.KEY}' } }`))
  expect(noSecrets.issues[0]).toMatchObject({ code: 'SECRET_PLACE', hint: 'its node type has no setting for secrets' })
})

test('a secret that stands in the document works and is a warning; one from outside is none', () => {
  for (const value of ['plain-text', `\${param.token}`]) {
    const { plan, issues } = read(token(value))
    expect(issues).toMatchObject([
      { level: 'warning', code: 'SECRET_READABLE', at: { path: ['nodes', 'hook', 'config', 'signIn', 'value'] } },
    ])
    expect(plan).not.toBe(null)
  }
  expect(codes(token(`\${env.TOKEN}`), { env: { TOKEN: 'x' } })).toEqual([])
  expect(codes(token(`\${param.token}`), { params: { token: 'x' } })).toEqual([])
})

test('what is drawn of a graph shows names of secrets, and no secret', () => {
  const drawn = (value: string) => {
    const { pipeline } = readPipeline(token(value))
    return graphView(pipeline!, compile(pipeline!, catalogue), catalogue).nodes[0].config
  }
  expect(drawn(`\${secret.KEY}`)).toEqual({ port: 8088, signIn: { kind: 'bearer', value: `\${secret.KEY}` } })
  for (const value of ['plain-text', `\${param.token}`])
    expect(drawn(value)).toEqual({ port: 8088, signIn: { kind: 'bearer', value: '•••' } })
})

test('names are checked against those there are, where they are known', () => {
  expect(codes(token(`\${secret.KEY}`), { secrets: ['KEY'] })).toEqual([])
  expect(read(token(`\${secret.KYE}`), { secrets: ['KEY', 'OTHER'] }).issues).toMatchObject([
    { code: 'UNKNOWN_SECRET', hint: 'did you mean `KEY`?', at: { path: ['nodes', 'hook', 'config', 'signIn', 'value'] } },
  ])
  expect(read(token(`\${param.kept}`), { secrets: [] }).issues).toMatchObject([
    { code: 'UNKNOWN_SECRET', message: 'there is no secret `KEY`' },
  ])
  expect(read(token(`\${secret.KEY}`), { secrets: null }).issues).toMatchObject([{ code: 'UNKNOWN_SECRET', hint: `use \`\${env.KEY}\`` }])
})

test('values take the place of whole references only', () => {
  const config = { a: `\${secret.A}`, list: [`\${secret.B}`, `x \${secret.A}`, 7, null], none: `\${secret.toString}` }
  expect(withSecrets(config, { A: `\${secret.B}`, B: 'b' })).toEqual({
    ...config,
    a: `\${secret.B}`,
    list: ['b', `x \${secret.A}`, 7, null],
  })
})

test('a name and password behind a reference are not judged before it is known', () => {
  expect(codes(document(`signIn: { kind: basic, value: '\${secret.KEY}' }`))).toEqual([])
  expect(codes(document('signIn: { kind: basic, value: nothing }'))).toContain('SETTING')
})
