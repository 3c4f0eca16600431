import { expect, test } from 'vitest'
import { compile } from '../../core/compile.ts'
import { readPipeline } from '../../core/graph.ts'
import { catalogue } from '../../nodes/types.gen.ts'
import { examplePipeline } from './example.ts'

test('the example has no issue', () => {
  const { pipeline, issues } = readPipeline(examplePipeline, { env: {} })
  expect(issues).toEqual([])
  const compiled = compile(pipeline!, catalogue)
  expect(compiled.issues).toEqual([])
  expect(compiled.plan).not.toBeNull()
})
