import { expect, test } from 'vitest'
import { answered, answeredLate, readAnswer, waitsBehind } from './delivery-answer.ts'

test('what is kept of an answer is read back', () => {
  expect(readAnswer(answered(200, 7))).toEqual({ kind: 'status', status: 200, ms: 7, redirect: false })
  expect(readAnswer(answered(302, 40))).toEqual({ kind: 'status', status: 302, ms: 40, redirect: true })
  expect(readAnswer(answeredLate(10))).toEqual({ kind: 'late', seconds: 10 })
  expect(readAnswer(waitsBehind())).toEqual({ kind: 'behind' })
})

test('words of others are not', () => {
  for (const text of ['', 'ECONNREFUSED', '200 after all', 'no answer within 10 s of it']) expect(readAnswer(text)).toBe(null)
})
