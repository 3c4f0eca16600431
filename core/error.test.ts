import fs from 'node:fs'
import { expect, test } from 'vitest'
import { errorCodes } from './error.ts'
import { issueCodes } from './issue.ts'

const root = new URL('../', import.meta.url)
const sources = ['core', 'nodes', 'server']
  .flatMap((folder) =>
    fs.readdirSync(new URL(`${folder}/`, root), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
  )
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && name !== 'core/error.ts' && name !== 'core/issue.ts')
  .map((name) => fs.readFileSync(new URL(name, root), 'utf8'))
const used = (code: string): boolean => sources.some((text) => text.includes(`'${code}'`))

test('every code of the tables is used somewhere, and documented', () => {
  expect([...Object.keys(errorCodes), ...Object.keys(issueCodes)].filter((code) => !used(code))).toEqual([])
  const docs = ['docs/errors.md', 'docs/issues.md'].map((name) => fs.readFileSync(new URL(name, root), 'utf8')).join('')
  expect([...Object.keys(errorCodes), ...Object.keys(issueCodes)].filter((code) => !docs.includes(`\`${code}\``))).toEqual([])
})
