/** Makes the folder of a new node type: `npm run new-node compose/NAME`. What it writes is valid and runs; change it into what you want. */
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'

const root = path.resolve(import.meta.dirname, '..')
const [given] = process.argv.slice(2)
const match = /^(connect|collect|compose|consume|consign|control)[/.]([a-z][a-z0-9-]*)$/.exec(given ?? '')
if (match === null)
  fail(
    'usage: npm run new-node STAGE/NAME\nSTAGE is connect, collect, compose, consume, consign or control; NAME has lower-case letters, digits and hyphens',
  )
const [, stage, id] = match
const folder = path.join(root, 'nodes', stage, id)
if (fs.existsSync(folder)) fail(`nodes/${stage}/${id} is already there`)

const words = (en) => `{ en: '${en}', zh: '待翻译' }`
const title = words(id.replaceAll('-', ' ').replace(/^./, (letter) => letter.toUpperCase()))
const declaration = `export default defineNode({
  id: '${id}',
  stage: '${stage}',
  title: ${title},
`
const head = `import { z } from 'zod'
import { setting } from '../../../core/fields.ts'
import { defineNode } from '../../../core/node-type.ts'
import { op } from '../../../core/plan.ts'

${declaration}`

const processing = `${head}  summary: ${words('Keeps the records in which a field has a value.')},
  config: z.strictObject({
    field: setting.field({ title: ${words('Field')}, help: ${words('What must not be NULL.')} }),
  }),
  ports: { in: ['in'], out: ['out'] },
  plan: ({ field }, { in: input }) => ({ out: op({ op: 'filter', where: { text: \`\${field} IS NOT NULL\`, path: ['field'] } }, input) }),
  examples: [
    {
      title: ${words('Only readings that are there')},
      config: { field: 'n' },
      given: { fields: { n: 'long' }, rows: [[{ n: 1 }, { n: null }]] },
      expect: { out: [{ n: 1 }] },
    },
  ],
})
`

const source = `${head}  summary: ${words('Yields the lines of its settings.')},
  config: z.strictObject({
    lines: setting.list(setting.text({ title: ${words('Line')} }), { title: ${words('Lines')} }),
  }),
  ports: { in: [], out: ['out'] },
  contract: { kind: 'source', delivery: 'replay' },
  plan: () => ({ out: op({ op: 'source', delivery: 'replay', receiver: null, fields: null }) }),
  examples: [
    { title: ${words('Two lines')}, config: { lines: ['a', 'b'] }, given: {}, expect: { out: [{ text: 'a' }, { text: 'b' }] } },
  ],
})
`

const sourceRuntime = `import type { z } from 'zod'
import { defineRuntime } from '../../../server/engines/runtime-type.ts'
import type node from './node.ts'

export default defineRuntime<z.output<(typeof node)['config']>>({
  source({ lines }, context) {
    let next = 0
    return {
      async open(from) {
        next = (from as number | undefined) ?? 0
      },
      async read({ records }) {
        if (next >= lines.length) return 'end'
        const some = lines.slice(next, next + records)
        next += some.length
        return { bytes: Buffer.from(some.map((line) => \`\${line}\\n\`).join('')), at: context.clock.now(), position: next }
      },
      async close() {},
    }
  },
})
`

const sink = `${head}  summary: ${words('Prints records as JSON lines.')},
  config: z.strictObject({
    timestamps: setting.choice(['ms', 'iso'], { title: ${words('Timestamps')} }).default('ms'),
  }),
  ports: { in: ['in'], out: [] },
  contract: { kind: 'sink', class: 'plain', replaces: false },
  plan: (_, { in: input }) => ({ written: op({ op: 'sink' }, input) }),
  examples: [
    {
      title: ${words('As they come')},
      config: {},
      given: { fields: { n: 'long' }, rows: [[{ n: 1 }]] },
      expect: { files: {} },
    },
  ],
})
`

const sinkRuntime = `import type { z } from 'zod'
import { defineRuntime } from '../../../server/engines/runtime-type.ts'
import type node from './node.ts'

export default defineRuntime<z.output<(typeof node)['config']>>({
  sink({ timestamps }, context) {
    const encoder = context.encoder('jsonl', { timestamps })
    return {
      async open() {
        return { published: null }
      },
      encode: (batch, out) => encoder.encode(batch, out),
      async publish(_epoch, { bytes }) {
        if (bytes !== null && bytes.length > 0) context.print(bytes)
      },
      async close() {},
    }
  },
})
`

const control = `import { z } from 'zod'
import { ruleMistakes, ruleSettings } from '../../../core/alert.ts'
import { defineNode } from '../../../core/node-type.ts'

${declaration}  summary: ${words('Raises an alert when a figure breaks a threshold.')},
  config: z.strictObject(ruleSettings),
  ports: { in: [], out: [] },
  check: ruleMistakes,
  plan: () => ({}),
  control: (rule) => ({ rule }),
  examples: [{ title: ${words('Any error at all')}, config: { metric: 'errors', above: 0 } }],
})
`

const files = {
  connect: { 'node.ts': source, 'runtime.ts': sourceRuntime },
  collect: { 'node.ts': processing },
  compose: { 'node.ts': processing },
  consume: { 'node.ts': sink, 'runtime.ts': sinkRuntime },
  consign: { 'node.ts': sink, 'runtime.ts': sinkRuntime },
  control: { 'node.ts': control },
}[stage]
fs.mkdirSync(folder, { recursive: true })
for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(folder, name), text)
const biome = path.join(root, 'node_modules/.bin/biome')
const formatted = spawnSync(biome, ['check', '--write', folder], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] })
const generated = spawnSync(process.execPath, [path.join(root, 'scripts/gen.mjs')], { cwd: root, stdio: 'inherit' })
process.exitCode = formatted.status || generated.status || 0
console.log(`nodes/${stage}/${id}: ${Object.keys(files).join(', ')}
Now change them, run \`npm run gen\`, and \`npx vitest run tests/catalogue\`: it runs the examples. \`待翻译\` stands where Chinese words are missing.`)

function fail(text) {
  console.error(text)
  process.exit(2)
}
