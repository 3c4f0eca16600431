import { readAnswer } from '../../core/delivery-answer.ts'
import type { Lang } from '../i18n/lang.ts'
import type { Translate } from '../i18n/translate.ts'
import { duration, formatOf } from '../ui/format.ts'

const codes = {
  ECONNREFUSED: 'delivery.answer-refused',
  ENOTFOUND: 'delivery.answer-unknown',
  EAI_AGAIN: 'delivery.answer-unknown',
  ECONNRESET: 'delivery.answer-broken',
  EPIPE: 'delivery.answer-broken',
  EHOSTUNREACH: 'delivery.answer-unreachable',
  ENETUNREACH: 'delivery.answer-unreachable',
  ETIMEDOUT: 'delivery.answer-unreachable',
} as const

/** What became of the last attempt, in the language of the page; what it does not know stays as the server said it. */
export function answerWords(t: Translate, lang: Lang, answer: string): string {
  const read = readAnswer(answer)
  switch (read?.kind) {
    case 'status': {
      const values = { status: String(read.status), time: formatOf(lang).ms(read.ms) }
      return t(read.redirect ? 'delivery.answer-redirect' : 'delivery.answer-status', values)
    }
    case 'late':
      return t('delivery.answer-late', { time: duration(lang, read.seconds * 1000) })
    case 'behind':
      return t('delivery.answer-behind')
  }
  return Object.hasOwn(codes, answer) ? t(codes[answer as keyof typeof codes], { code: answer }) : answer
}
