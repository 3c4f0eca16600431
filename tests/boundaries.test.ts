import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'

/** Files of a small tree that breaks each import rule once or more: a line with `bad` must be reported, any other must not. */
const TREE: Record<string, string> = {
  'core/shape.ts':
    "import { z } from 'zod'\nimport { parse } from 'yaml'\nimport { RE2JS } from 're2js'\nexport const shape = [z, parse, RE2JS]\n",
  'core/expr/parse.ts': "import { shape } from '../shape.ts'\nexport const parse = shape\n",
  'core/node-module.ts': "export { sep } from 'node:path' // bad\n",
  'core/lazy.ts': "export const os = await import('node:os') // bad\n",
  'core/global.ts': 'export const bytes = Buffer.alloc(1) // bad\n',
  'core/up.ts': "export * from '../server/run.ts' // bad\n",
  'core/expr/deep.ts': "import type { Run } from '../../server/run.ts' // bad\nexport type Deep = Run\n",
  'core/catalogue.ts': "export * from '../nodes/types.gen.ts' // bad\n",
  'core/helper.ts': "export * from '../tests/helper.ts' // bad\n",
  'core/package.ts': "export * from 'vitest' // bad\n",
  'core/shape.test.ts': "export * from 'vitest'\nexport * from '../tests/helper.ts'\nexport * from 'node:path'\n",
  'nodes/compose/split/node.ts':
    "import { shape } from '../../../core/shape.ts'\nimport { z } from 'zod'\nexport const split = [shape, z]\n",
  'nodes/compose/a/node.ts': "export * from '../split/node.ts' // bad\n",
  'nodes/compose/b/node.ts': "export * from 'node:fs' // bad\n",
  'nodes/compose/c/node.ts': "export * from '../../../server/engines/runtime-type.ts' // bad\n",
  'nodes/compose/d/node.ts': "export * from './runtime.ts' // bad\n",
  'nodes/compose/d/runtime.ts':
    "export * from 'node:net'\nexport * from './frames.ts'\nexport * from '../../../core/shape.ts'\nexport * from '../../../server/engines/runtime-type.ts'\n",
  'nodes/compose/d/frames.ts': 'export const frames = 1\n',
  'nodes/compose/e/runtime.ts': "export * from '../d/frames.ts' // bad\nexport * from '../../../server/run.ts' // bad\n",
  'nodes/types.gen.ts': 'export const types = {}\n',
  'server/engines/runtime-type.ts': 'export type Source = 1\n',
  'server/run.ts': "import type { Source } from './engines/runtime-type.ts'\nexport type Run = Source\n",
  'server/page.ts': "export * from 'react' // bad\n",
  'server/helper.ts': "export * from '../tests/helper.ts' // bad\n",
  'server/circle.ts': "export * from './circle-back.ts' // bad\n",
  'server/circle-back.ts': "export * from './circle.ts' // bad\n",
  'bench/main.ts': "export * from '../tests/helper.ts' // bad\n",
  'scripts/tool.mjs': "export * from '../tests/helper.ts' // bad\n",
  'tests/helper.ts': 'export const helper = 1\n',
}

type Report = { diagnostics: { category: string; location: { path: string; start: { line: number } } }[] }

test('each import rule of the architecture reports its planted violation, and nothing else', () => {
  const root = path.resolve(import.meta.dirname, '..')
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'millrace-boundaries-'))
  try {
    for (const name of ['biome.json', 'package.json']) fs.copyFileSync(path.join(root, name), path.join(folder, name))
    for (const [name, text] of Object.entries(TREE)) {
      fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
      fs.writeFileSync(path.join(folder, name), text)
    }
    const biome = path.join(root, 'node_modules/.bin/biome')
    const options = ['--only=noRestrictedImports', '--only=noRestrictedGlobals', '--only=noImportCycles']
    const { stdout } = spawnSync(biome, ['lint', '--reporter=json', '--max-diagnostics=200', ...options, '.'], {
      cwd: folder,
      encoding: 'utf8',
    })
    const found = (JSON.parse(stdout) as Report).diagnostics.map(({ location }) => `${location.path}:${location.start.line}`)
    const planted = Object.entries(TREE).flatMap(([name, text]) =>
      text.split('\n').flatMap((line, i) => (line.endsWith('// bad') ? [`${name}:${i + 1}`] : [])),
    )
    expect([...new Set(found)].sort()).toEqual(planted.sort())
  } finally {
    fs.rmSync(folder, { recursive: true })
  }
})
