import { expect, test } from 'vitest'
import { redactor } from './redact.ts'

test('values are blacked out, however they are written', () => {
  const redact = redactor(['se"cret 1', 'ann:pass-word', 'ann:pass', 'short'])
  expect(redact('x se"cret 1 se\\"cret 1 se%22cret%201 y')).toBe('x ••• ••• ••• y')
  expect(redact(`Basic ${Buffer.from('ann:pass-word').toString('base64')}`)).toBe('Basic •••')
  expect(redact('ann:pass-word, ann:pass; short ann:')).toBe('•••, •••; short ann:')
  expect(redactor([])('nothing')).toBe('nothing')
})

test('a value of half a character keeps nothing from being said', () => {
  expect(redactor(['\ud800secret'])('a \ud800secret')).toBe('a •••')
})
