import type { AlertState, Rule } from './alert.ts'
import { type MetricUnit, metrics } from './metric-names.ts'
import type { Words } from './words.ts'

/** What a message tells: where the rule stands, its figure (of silence: milliseconds), and the record at the extreme as JSON. */
export type Told = { readonly state: AlertState; readonly value: number | null; readonly sample: string | null }
/** Writes a figure with its unit; `number` = a field's, whose unit nobody knows. */
export type ShowFigure = (unit: MetricUnit | 'number', value: number) => string
type Watched = Omit<Rule, 'name'>

const MAX_VALUE = 200
const MAX_MESSAGE = 1000

/** One line that says what an alert is about: the author's own words while it is pending or firing, else the words of its kind. */
export function alertMessage(rule: Watched, told: Told, show: ShowFigure, language: keyof Words = 'en'): string {
  const broken = told.state === 'firing' || told.state === 'pending'
  const text = broken && rule.message !== undefined ? filled(rule.message, rule, told, show) : ofKind(rule, told, show)[language]
  return shortened(text, MAX_MESSAGE)
}

function ofKind(rule: Watched, { state, value }: Told, show: ShowFigure): Words {
  if (state === 'error') return { en: `${rule.on} is no part of what runs`, zh: `${rule.on} 不在运行的部分中` }
  if (state === 'noData') return { en: 'the run sends no figures', zh: '运行没有上报数据' }
  const what = subject(rule)
  if (value === null) return { en: `${what.en}: nothing was measured yet`, zh: `${what.zh}：尚无测量值` }
  if (state === 'firing' || state === 'pending') return broken(rule, what, value, show)
  if (rule.silence !== undefined) return { en: `${what.en} again`, zh: `${what.zh}已恢复` }
  const now = figure(rule, value, show)
  return state === 'recovering'
    ? { en: `${what.en} is ${now}, recovering`, zh: `${what.zh}：${now}，恢复中` }
    : { en: `${what.en} is ${now}, back to normal`, zh: `${what.zh}：${now}，已恢复正常` }
}

function broken(rule: Watched, what: Words, value: number, show: ShowFigure): Words {
  const now = figure(rule, value, show)
  if (rule.silence !== undefined) return { en: `no ${what.en} for ${now}`, zh: `已有 ${now} 没有${what.zh}` }
  const limit = threshold(rule, show)
  return rule.above === undefined
    ? { en: `${what.en} is ${now}, below ${limit}`, zh: `${what.zh}：${now}，低于 ${limit}` }
    : { en: `${what.en} is ${now}, above ${limit}`, zh: `${what.zh}：${now}，高于 ${limit}` }
}

function subject({ on, metric, field, silence }: Watched): Words {
  if (silence !== undefined)
    return on === 'pipeline' ? { en: 'records', zh: '记录' } : { en: `records from ${on}`, zh: `来自 ${on} 的记录` }
  const name: Words = metric === undefined ? { en: field!, zh: field! } : metrics[metric].title
  return on === 'pipeline' ? name : { en: `${name.en} of ${on}`, zh: `${on} 的${metric === undefined ? ' ' : ''}${name.zh}` }
}

function figure({ metric, silence }: Watched, value: number, show: ShowFigure): string {
  if (silence !== undefined) return show('ms', value)
  return show(metric === undefined ? 'number' : metrics[metric].unit, value)
}

function threshold(rule: Watched, show: ShowFigure): string {
  const limit = rule.silence ?? rule.above ?? rule.below
  return limit === undefined ? '' : figure(rule, limit, show)
}

/** The author's words: `${value}`, `${threshold}`, and `${field}` of the record. What is put in is never read as a template again. */
function filled(template: string, rule: Watched, { value, sample }: Told, show: ShowFigure): string {
  const record = recordOf(sample)
  return template.replace(/\$\{([^{}]{1,100})\}/g, (whole, name: string) => {
    if (name === 'value') return value === null ? '' : figure(rule, value, show)
    if (name === 'threshold') return threshold(rule, show)
    if (!Object.hasOwn(record, name)) return whole
    const cell = record[name]
    return shortened(typeof cell === 'string' ? cell : JSON.stringify(cell), MAX_VALUE)
  })
}

function recordOf(sample: string | null): Record<string, unknown> {
  try {
    const record: unknown = JSON.parse(sample ?? '{}')
    return typeof record === 'object' && record !== null && !Array.isArray(record) ? (record as Record<string, unknown>) : {}
  } catch {
    return {} // a long record may be cut off
  }
}

/** One line without control and direction characters, which could make a message look like something else. */
function shortened(text: string, length: number): string {
  const line = text.replace(/[\s\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu, ' ').trim()
  return line.length <= length ? line : `${line.slice(0, length - 1).replace(/[\ud800-\udbff]$/, '')}…`
}

/** Why an alert ended that did not recover. */
export const alertEndings = {
  stopped: { en: 'the pipeline does not run any more', zh: '管道已不再运行' },
  removed: { en: 'the rule was taken away', zh: '规则已被移除' },
  changed: { en: 'the rule watches something else now', zh: '规则现在监视别的对象' },
} as const satisfies Record<string, Words>
