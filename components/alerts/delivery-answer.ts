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
  const status = /^(\d{3}) after (\d+) ms(, and redirects are not followed)?$/.exec(answer)
  if (status !== null)
    return t(status[3] === undefined ? 'delivery.answer-status' : 'delivery.answer-redirect', {
      status: status[1],
      time: formatOf(lang).ms(Number(status[2])),
    })
  const late = /^no answer within (\d+) s$/.exec(answer)
  if (late !== null) return t('delivery.answer-late', { time: duration(lang, Number(late[1]) * 1000) })
  if (answer === 'waits for the one before') return t('delivery.answer-behind')
  return Object.hasOwn(codes, answer) ? t(codes[answer as keyof typeof codes], { code: answer }) : answer
}
