import { expect, test } from 'vitest'
import { caseFiles, judge } from '../../server/cli/conform.ts'

const judged = caseFiles(new URL('cases', import.meta.url).pathname).map(judge)

test.each(judged.filter((j) => j.verdict.kind !== 'unsupported'))('$name', ({ verdict }) => {
  expect(verdict).not.toMatchObject({ kind: 'different' })
})

test('ops that the engine lacks are told apart, never counted as equal', () => {
  const missing = judged.filter((j) => j.verdict.kind === 'unsupported')
  expect(missing.every((j) => /^(join|dedup|session|chain-(agg-join|dedup|join|leftjoin))/.test(j.name))).toBe(true)
  expect(judged.filter((j) => j.verdict.kind === 'equal').length).toBe(49)
})
