import { describe, expect, test } from 'vitest'
import { type AlertState, type Rule, ruleSchema } from './alert.ts'
import { alertMessage, type ShowFigure } from './alert-message.ts'

const show: ShowFigure = (unit, value) => `${value} ${unit}`
const rule = (settings: object): Rule => ruleSchema.parse({ name: 'r', ...settings })
const message = (settings: object, state: AlertState, value: number | null, language: 'en' | 'zh' = 'en', sample: string | null = null) =>
  alertMessage(rule(settings), { state, value, sample }, show, language)

describe('words of the kind, in both languages', () => {
  const latency = { on: 'file', metric: 'latency.p99', above: 5000 }
  const silence = { on: 'lines', silence: '60s' }
  const table: [settings: object, state: AlertState, value: number | null, en: string, zh: string][] = [
    [latency, 'firing', 6200, 'Latency p99 of file is 6200 ms, above 5000 ms', 'file 的延迟 p99：6200 ms，高于 5000 ms'],
    [latency, 'normal', 300, 'Latency p99 of file is 300 ms, back to normal', 'file 的延迟 p99：300 ms，已恢复正常'],
    [latency, 'recovering', 300, 'Latency p99 of file is 300 ms, recovering', 'file 的延迟 p99：300 ms，恢复中'],
    [latency, 'noData', 300, 'the run sends no figures', '运行没有上报数据'],
    [latency, 'error', 300, 'file is no part of what runs', 'file 不在运行的部分中'],
    [latency, 'normal', null, 'Latency p99 of file: nothing was measured yet', 'file 的延迟 p99：尚无测量值'],
    [{ metric: 'recordsIn', below: 5 }, 'pending', 2, 'Records in is 2 rate, below 5 rate', '输入记录：2 rate，低于 5 rate'],
    [
      { on: 'host', field: 'cpu', above: 80 },
      'firing',
      93,
      'cpu of host is 93 number, above 80 number',
      'host 的 cpu：93 number，高于 80 number',
    ],
    [silence, 'firing', 75_000, 'no records from lines for 75000 ms', '已有 75000 ms 没有来自 lines 的记录'],
    [silence, 'normal', 0, 'records from lines again', '来自 lines 的记录已恢复'],
    [{ silence: '60s' }, 'firing', 75_000, 'no records for 75000 ms', '已有 75000 ms 没有记录'],
  ]
  test.each(table)('%j %s %s', (settings, state, value, en, zh) => {
    expect(message(settings, state, value)).toBe(en)
    expect(message(settings, state, value, 'zh')).toBe(zh)
  })
})

describe("the author's words", () => {
  const hot = { on: 'count', field: 'n', above: 100, message: `'\${word}' seen \${n} times: \${value} > \${threshold}` }

  test('figure, threshold and fields of the record are put in, while it is broken', () => {
    expect(message(hot, 'firing', 120, 'en', '{"word":"the","n":120}')).toBe("'the' seen 120 times: 120 number > 100 number")
    expect(message(hot, 'normal', 3, 'en', '{"word":"the","n":120}')).toBe('n of count is 3 number, back to normal')
  })
  test('what the record does not have stays as it was written', () => {
    expect(message(hot, 'firing', 120)).toBe(`'\${word}' seen \${n} times: 120 number > 100 number`)
    expect(message(hot, 'firing', 120, 'en', '{"word":"th')).toContain(`'\${word}'`)
    expect(message(hot, 'firing', 120, 'en', '[1]')).toContain(`'\${word}'`)
    expect(message({ ...hot, message: `\${constructor} \${__proto__}` }, 'firing', 120, 'en', '{}')).toBe(`\${constructor} \${__proto__}`)
  })
  test('what a record holds is neither a template nor more than one short line', () => {
    const evil = JSON.stringify({ word: `\${threshold}\n$& \u0007\u202egnp.exe\u2028next` })
    expect(message({ ...hot, message: `[\${word}]` }, 'firing', 1, 'en', evil)).toBe(`[\${threshold} $& gnp.exe next]`)
    expect(message({ ...hot, message: `\${word}` }, 'firing', 1, 'en', JSON.stringify({ word: 'x'.repeat(900) }))).toBe(
      `${'x'.repeat(199)}…`,
    )
    expect(message({ ...hot, message: 'x'.repeat(5000) }, 'firing', 1)).toHaveLength(1000)
    expect(message({ ...hot, message: `\${a}, \${b}, \${c}` }, 'firing', 1, 'en', '{"a":null,"b":true,"c":1.5}')).toBe('null, true, 1.5')
  })
})
