import { expect, test } from 'vitest'
import { pathGuarantee, type SourceLink } from './guarantee.ts'

const through = (source: Omit<SourceLink, 'node'>) => pathGuarantee({ node: 'file', class: 'file' }, [{ node: 'in', ...source }], 'safe')

test('a sender that sends again loses nothing without an ingest log: it is answered at the commit', () => {
  expect(through({ delivery: 'redeliver', reliable: false })).toMatchObject({ guarantee: 'at-least-once', weakest: { at: 'in' } })
  expect(through({ delivery: 'redeliver', reliable: false })).not.toHaveProperty('afterIngestLog')
  expect(through({ delivery: 'redeliver', reliable: true })).toMatchObject({ guarantee: 'at-least-once', afterIngestLog: 'exactly-once' })
})

test('a sender that cannot send again loses what is in flight', () => {
  expect(through({ delivery: 'push', reliable: false })).toMatchObject({ guarantee: 'at-most-once' })
  expect(through({ delivery: 'push', reliable: true })).toMatchObject({ guarantee: 'at-most-once', afterIngestLog: 'exactly-once' })
})
