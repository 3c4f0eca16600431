import { beforeAll, expect, test } from 'vitest'
import { loadTexts, translatorOf } from '../i18n/translate.ts'
import { answerWords } from './delivery-answer.ts'

beforeAll(() => Promise.all([loadTexts('pages', 'en'), loadTexts('pages', 'zh')]))
const en = (answer: string) => answerWords(translatorOf('en'), 'en', answer)
const zh = (answer: string) => answerWords(translatorOf('zh'), 'zh', answer)

test('an answer is told in the language of the page', () => {
  expect(en('500 after 7 ms')).toBe('500 after 7 ms')
  expect(zh('500 after 7 ms')).toBe('500，用时 7 ms')
  expect(zh('302 after 40 ms, and redirects are not followed')).toBe('302，用时 40 ms；不跟随重定向')
  expect(en('no answer within 10 s')).toBe('no answer within 10 s')
  expect(zh('no answer within 10 s')).toBe('10 秒内没有应答')
  expect(zh('waits for the one before')).toBe('等待前一条')
})

test('a refused connection is told in words, and keeps its code', () => {
  expect(en('ECONNREFUSED')).toBe('nobody listens there (ECONNREFUSED)')
})

test('what it does not know stays as it is', () => {
  expect(zh('toString')).toBe('toString')
  expect(zh('The address is not allowed.')).toBe('The address is not allowed.')
})
