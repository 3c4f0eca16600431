/** Writes what follows from the definitions: nodes/*.gen.ts and docs. `--check` writes nothing, names stale files and exits 1. */
import fs from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

const root = path.join(import.meta.dirname, '..')
const check = process.argv.includes('--check')
const here = (...parts) => path.join(root, ...parts)
const load = (...parts) => import(pathToFileURL(here(...parts)).href)

const { stages } = await load('core', 'node-type.ts')
const { formOf } = await load('core', 'form.ts')
const { issueCodes } = await load('core', 'issue.ts')

const folders = stages.flatMap((stage) => {
  const at = here('nodes', stage)
  if (!fs.existsSync(at)) return []
  return fs
    .readdirSync(at)
    .sort()
    .filter((id) => fs.existsSync(path.join(at, id, 'node.ts')))
    .map((id) => ({ stage, id, name: `${stage}.${id}`, runtime: fs.existsSync(path.join(at, id, 'runtime.ts')) }))
})
const types = await Promise.all(
  folders.map(async (folder) => ({ ...folder, type: (await load('nodes', folder.stage, folder.id, 'node.ts')).default })),
)

const head = '// Written by `npm run gen` from the folders beside it; do not edit.\n'
const camel = (name) => name.replace(/[.-](\w)/g, (_, letter) => letter.toUpperCase())
const files = new Map()

files.set(
  'nodes/types.gen.ts',
  `${head}import type { Catalogue } from '../core/node-type.ts'
${folders.map(({ stage, id, name }) => `import ${camel(name)} from './${stage}/${id}/node.ts'\n`).join('')}
/** Every node type by its id. */
export const catalogue: Catalogue = {
${folders.map(({ name }) => `  '${name}': ${camel(name)},\n`).join('')}}
`,
)
files.set(
  'nodes/runtimes.gen.ts',
  `${head}import type { Runtimes } from '../server/engines/runtime-type.ts'

/** How the types that touch the outside do it; loaded when a plan needs one. */
export const runtimes: Runtimes = {
${folders
  .filter(({ runtime }) => runtime)
  .map(({ stage, id, name }) => `  '${name}': () => import('./${stage}/${id}/runtime.ts').then((module) => module.default),\n`)
  .join('')}}
`,
)

const cell = (text) => String(text).replaceAll('|', '\\|').replaceAll('\n', ' ')
const table = (columns, rows) => [columns, columns.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |\n`).join('')
const empty = (value) =>
  value === undefined || value === '' || (typeof value === 'object' && value !== null && Object.keys(value).length === 0)
const shown = (value) => (empty(value) ? '' : `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``)
const note = '<!-- Written by `npm run gen`; do not edit. -->\n'

function ports(type, config) {
  const { in: into, out } = typeof type.ports === 'function' ? type.ports(config) : type.ports
  return { into, out }
}

function yamlOf(value, indent = '') {
  if (Array.isArray(value)) {
    if (value.every((item) => typeof item !== 'object')) return ` [${value.map(scalar).join(', ')}]\n`
    return `\n${value.map((item) => `${indent}- { ${inline(item)} }\n`).join('')}`
  }
  if (typeof value !== 'object' || value === null) return ` ${scalar(value)}\n`
  const entries = Object.entries(value)
  return entries.length === 0 ? ' {}\n' : `\n${entries.map(([key, v]) => `${indent}${yamlKey(key)}:${yamlOf(v, `${indent}  `)}`).join('')}`
}
const yamlKey = (key) => (/^[A-Za-z_][\w-]*$/.test(key) ? key : JSON.stringify(key))
const inline = (item) =>
  Object.entries(item)
    .map(([key, v]) => `${key}: ${typeof v === 'object' ? JSON.stringify(v) : scalar(v)}`)
    .join(', ')
const scalar = (value) => {
  const plain = typeof value !== 'string' || /^[A-Za-z_./][\w ./-]*$|^\d+[a-zA-Z]+$/.test(value)
  return plain && !['true', 'false', 'null', 'on', 'off', 'yes', 'no'].includes(value) ? String(value) : JSON.stringify(value)
}

const rowsTable = (rows) => {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  return table(
    names,
    rows.map((row) => names.map((name) => (row[name] === undefined ? '' : JSON.stringify(row[name])))),
  )
}
const filesText = (given) =>
  Object.entries(given)
    .map(([name, text]) => `\`${name}\`\n\`\`\`\n${text.replace(/\n$/, '')}\n\`\`\`\n`)
    .join('\n')

function example({ title, config, given, expect }, name) {
  const parts = [`### ${title.en}\n${title.zh}\n`, `\`\`\`yaml\ntype: ${name}\nconfig:${yamlOf(config, '  ')}\`\`\`\n`]
  if (given?.text !== undefined) parts.push(`Given\n\`\`\`\n${given.text.replace(/\n$/, '')}\n\`\`\`\n`)
  if (given?.rows !== undefined) parts.push(`Given\n\n${rowsTable(given.rows.flat())}`)
  if (given?.files !== undefined) parts.push(`Given\n\n${filesText(given.files)}`)
  if (expect?.out !== undefined) parts.push(`yields\n\n${rowsTable(expect.out)}`)
  for (const [port, rows] of Object.entries(expect?.ports ?? {})) parts.push(`yields on \`${port}\`\n\n${rowsTable(rows)}`)
  if (expect?.view !== undefined) parts.push(`shows\n\n${rowsTable(expect.view)}`)
  if (Object.keys(expect?.files ?? {}).length > 0) parts.push(`leaves\n\n${filesText(expect.files)}`)
  return parts.join('\n')
}

const deliveries = {
  replay: 'can be read again from a position',
  redeliver: 'is acknowledged; what was not is sent again',
  push: 'cannot be sent again',
}
const classes = {
  transactional: 'transactional: exactly once',
  file: 'file: exactly once',
  keyed: 'by key: the final state is right',
  plain: 'plain: at least once',
  live: 'live: best effort',
  none: 'keeps nothing',
}
const contractText = (contract) =>
  contract === undefined || typeof contract === 'function'
    ? null
    : contract.kind === 'source'
      ? `Source: ${deliveries[contract.delivery]}.`
      : `Sink, ${classes[contract.class]}.`

for (const { name, stage, id, type } of types) {
  const settings = formOf(type.config)
  const firstConfig = type.config.safeParse(type.examples[0]?.config ?? {})
  const { into, out } = ports(type, firstConfig.data ?? {})
  const facts = [
    `Stage ${stage}.`,
    into.length > 0 ? `In: ${into.map((p) => `\`${p}\``).join(', ')}.` : null,
    out.length > 0
      ? `Out: ${out.map((p) => `\`${p}\``).join(', ')}${typeof type.ports === 'function' ? ' (as in the first example)' : ''}.`
      : null,
    type.control === undefined ? null : 'It has no ports: it watches what `on` names.',
    contractText(type.contract),
    type.restricted === undefined ? null : `Needs the grant \`${type.restricted}\`.`,
    type.alsoCalled === undefined ? null : `Also called: ${type.alsoCalled.join(', ')}.`,
  ]
  const rows = settings.map(({ path: at, meta, required, default: value, choices }) => [
    `\`${at.join('.').replaceAll('.*', '[]')}\``,
    meta.title.en,
    choices === null ? meta.widget + (meta.unit ? ` (${meta.unit})` : '') : choices.map((c) => `\`${c}\``).join(' '),
    required ? 'required' : shown(value),
    meta.help?.en ?? '',
  ])
  const rowsZh = settings.map(({ path: at, meta }) => [`\`${at.join('.').replaceAll('.*', '[]')}\``, meta.title.zh, meta.help?.zh ?? ''])
  files.set(
    `docs/nodes/${stage}-${id}.md`,
    `${[
      `${note}# ${type.title.en} · \`${name}\`\n${type.summary.en}\n`,
      `${facts.filter((fact) => fact !== null).join(' ')}\n`,
      type.guide === undefined ? null : `${type.guide.en}\n`,
      settings.length === 0 ? 'It has no settings.\n' : `## Settings\n${table(['setting', 'title', 'kind', 'default', 'meaning'], rows)}`,
      `## Examples\n${type.examples.map((one) => example(one, name)).join('\n')}`,
      `## ${type.title.zh}\n${type.summary.zh}\n`,
      type.guide === undefined ? null : `${type.guide.zh}\n`,
      settings.length === 0 ? null : table(['设置', '名称', '说明'], rowsZh),
    ]
      .filter((part) => part !== null)
      .join('\n')}`,
  )
}

const stageWords = {
  connect: 'Read from outside · 接入外部数据',
  collect: 'Keep, decode, give a time · 接收、解码、定时间',
  compose: 'Process · 处理',
  consume: 'Look at and serve · 查看与提供',
  consign: 'Store · 落地存储',
  control: 'Watch and tell · 监视与通知',
}
files.set(
  'docs/nodes/README.md',
  `${note}# Node types\n${stages
    .filter((stage) => types.some((t) => t.stage === stage))
    .map(
      (stage) =>
        `\n## ${stage}\n${stageWords[stage]}\n\n${table(
          ['type', '', 'what it does'],
          types
            .filter((t) => t.stage === stage)
            .map((t) => [`[\`${t.name}\`](${t.stage}-${t.id}.md)`, `${t.type.title.en} · ${t.type.title.zh}`, t.type.summary.en]),
        )}`,
    )
    .join('')}`,
)
files.set(
  'docs/issues.md',
  `${note}# Issues\nWhat \`millrace validate\` and the designer report. An error keeps a pipeline from running.\n\n${table(
    ['code', 'level', 'meaning', '含义'],
    Object.entries(issueCodes).map(([code, [level, words]]) => [`\`${code}\``, level, words.en, words.zh]),
  )}`,
)
const { errorCodes } = await load('core', 'error.ts')
files.set(
  'docs/errors.md',
  `${note}# Errors\nFailures of a run or a command. Each comes with what happened, where, and what to do next.\n\n${table(
    ['code', 'meaning', '含义'],
    Object.entries(errorCodes).map(([code, words]) => [`\`${code}\``, words.en, words.zh]),
  )}`,
)
const { functions, exprProblemCodes } = await load('core', 'expr', 'index.ts')
const { signature } = await load('core', 'expr', 'check-call.ts')
files.set(
  'docs/expressions.md',
  `${note}# Expressions\nSQL-like, with Spark SQL's names: literals, fields (\`a.b\`, \`\\\`odd name\\\`\`), \`+ - * / % DIV ||\`, comparisons, \`AND OR NOT\`, \`IS [NOT] NULL\`, \`IS [NOT] DISTINCT FROM\`, \`IN\`, \`BETWEEN\`, \`LIKE\`, \`CASE\`, \`CAST\`. Three-valued logic; what fails at run time (a bad cast, a division by zero, an overflow) is NULL and counted.\n${[
    ...new Set(functions.map((f) => f.group)),
  ]
    .map(
      (group) =>
        `\n## ${group}\n${table(
          ['function', 'what it does', '说明', 'example'],
          functions
            .filter((f) => f.group === group)
            .map((f) => [
              `\`${signature(f)}\``,
              f.doc.en,
              f.doc.zh,
              `\`${f.examples[0].call}\` → \`${JSON.stringify(f.examples[0].result)}\``,
            ]),
        )}`,
    )
    .join('')}\n## Mistakes\n${table(
    ['code', 'meaning', '含义'],
    Object.entries(exprProblemCodes).map(([code, words]) => [`\`${code}\``, words.en, words.zh]),
  )}`,
)

const current = (file) => (fs.existsSync(here(file)) ? fs.readFileSync(here(file), 'utf8') : null)
const stale = [...files].filter(([file, text]) => current(file) !== text).map(([file]) => file)
const kept = fs.existsSync(here('docs', 'nodes')) ? fs.readdirSync(here('docs', 'nodes')).map((file) => `docs/nodes/${file}`) : []
const orphans = kept.filter((file) => !files.has(file))

if (check) {
  for (const file of [...stale, ...orphans]) console.error(`stale: ${file}`)
  if (stale.length + orphans.length > 0) {
    console.error('run `npm run gen` and commit what it writes')
    process.exitCode = 1
  }
} else {
  for (const file of stale) {
    fs.mkdirSync(path.dirname(here(file)), { recursive: true })
    fs.writeFileSync(here(file), files.get(file))
  }
  for (const file of orphans) fs.rmSync(here(file))
}
const changed = stale.length + orphans.length
console.log(`${types.length} node types, ${files.size} files, ${changed} ${check ? 'stale' : 'changed'}`)
