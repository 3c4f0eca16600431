import type { Words } from './words.ts'

/** Where an issue sits: a node, a wire, a path inside the document, and the line and column (from 1) when the text is known. */
export type Place = { node?: string; wire?: string; path?: readonly (string | number)[]; line?: number; column?: number }

export type IssueLevel = 'error' | 'warning' | 'info'

/** A mistake of the author: a value, never thrown. An `error` keeps a pipeline from being deployed. */
export type Issue = { level: IssueLevel; code: IssueCode; message: string; hint?: string; at: Place }

/** Every code an issue may carry, with its level and meaning: the one table, printed in docs/issues.md. */
export const issueCodes = {
  SYNTAX: ['error', { en: 'The text is not valid YAML or JSON.', zh: '文本不是有效的 YAML 或 JSON。' }],
  FORMAT: ['error', { en: 'A part of the document has the wrong form.', zh: '文档的某一部分格式不正确。' }],
  UNKNOWN_KEY: ['error', { en: 'A key that the format does not know.', zh: '格式中没有这个键。' }],
  UNKNOWN_NODE_TYPE: ['error', { en: 'No node type has this id.', zh: '没有这个 id 的节点类型。' }],
  UNKNOWN_NODE: ['error', { en: 'A wire or rule names a node that does not exist.', zh: '连线或规则引用了不存在的节点。' }],
  UNKNOWN_PORT: ['error', { en: 'A wire names a port that the node does not have.', zh: '连线引用了节点没有的端口。' }],
  UNKNOWN_PARAM: ['error', { en: 'A reference names a parameter or variable that is not there.', zh: '引用的参数或变量不存在。' }],
  UNKNOWN_SECRET: ['error', { en: 'A reference names a secret that is not there.', zh: '引用的密钥不存在。' }],
  SECRET_PLACE: ['error', { en: 'A reference to a secret stands where none may.', zh: '密钥引用出现在不允许的位置。' }],
  SECRET_READABLE: [
    'warning',
    { en: 'A secret stands in the document, where whoever sees it can read it.', zh: '密钥写在文档中，能看到文档的人都能读到。' },
  ],
  SETTING: ['error', { en: 'A setting is missing or has a value that does not fit.', zh: '设置缺失或取值不合适。' }],
  RULE: ['error', { en: 'A rule has a mistake.', zh: '规则有误。' }],
  RULE_IDLE: ['warning', { en: 'A rule watches what is no part of what runs.', zh: '规则监视的对象不在运行部分中。' }],
  UNKNOWN_RULE: ['error', { en: 'A node names a rule that does not exist.', zh: '节点引用了不存在的规则。' }],
  UNKNOWN_WIRE: ['error', { en: 'A rule names a wire that does not exist.', zh: '规则引用了不存在的连线。' }],
  CYCLE: ['error', { en: 'Wires lead in a circle.', zh: '连线形成了环。' }],
  DUPLICATE_WIRE: ['error', { en: 'Two wires join the same two ports.', zh: '两条连线连接了相同的端口。' }],
  INPUT_MISSING: ['error', { en: 'A node has an in-port that nothing feeds.', zh: '节点的输入端口没有数据来源。' }],
  OUTPUT_UNUSED: ['warning', { en: 'What a node yields goes nowhere.', zh: '节点的输出没有去向。' }],
  NO_SINK: ['error', { en: 'No node consumes or consigns anything.', zh: '没有任何消费或落地节点。' }],
  EXPRESSION: ['error', { en: 'An expression has a mistake.', zh: '表达式有误。' }],
  UNKNOWN_FIELD: ['error', { en: 'A setting names a field that the wire does not carry.', zh: '设置引用了连线上没有的字段。' }],
  DUPLICATE_FIELD: ['error', { en: 'Two fields of a record would have the same name.', zh: '记录中会有两个同名字段。' }],
  FIELD_TYPE: ['error', { en: 'A field has a type that the operation cannot use.', zh: '字段类型不适用于该操作。' }],
  ALREADY_DECODED: ['error', { en: 'The wire already carries records; there is nothing to decode.', zh: '连线上已经是记录，无需解码。' }],
  WINDOW_NEEDS_EVENT_TIME: ['error', { en: 'A window needs an event time in front of it.', zh: '窗口之前需要事件时间。' }],
  WINDOW: ['error', { en: 'The window cannot exist.', zh: '窗口设置不成立。' }],
  APPEND_NEEDS_WATERMARK: [
    'error',
    {
      en: 'Append output needs a window and an event time, or no row would ever be final.',
      zh: '追加输出需要窗口和事件时间，否则没有行会成为最终结果。',
    },
  ],
  STATEFUL_AFTER_UPDATES: [
    'error',
    { en: 'A stateful node may follow another only in append output.', zh: '有状态节点之后只有在追加输出时才能再接有状态节点。' },
  ],
  SECOND_WATERMARK: ['error', { en: 'The path already has an event time.', zh: '该路径已经定义了事件时间。' }],
  OUTPUT_NEEDS_REPLACE: ['error', { en: 'The sink cannot take this kind of output.', zh: '该落地节点不能接收这种输出方式。' }],
  NOT_SUPPORTED: ['error', { en: 'The format has this, but this version cannot run it.', zh: '格式中有此功能，但当前版本还不能运行。' }],
  NOT_PORTABLE: ['info', { en: 'Only the embedded engine can run this.', zh: '只有内置引擎能运行此功能。' }],
  TOO_LARGE: ['error', { en: 'The graph is larger than the limit.', zh: '图超过了规模上限。' }],
  NO_ACKNOWLEDGEMENT: [
    'warning',
    {
      en: 'The source cannot acknowledge: what it sends before the ingest log has it may be lost.',
      zh: '数据源无法确认：写入接收日志之前的数据可能丢失。',
    },
  ],
  LOSSY: ['warning', { en: 'The settings allow records to be lost.', zh: '当前设置允许丢失记录。' }],
} as const satisfies Record<string, readonly [IssueLevel, Words]>

export type IssueCode = keyof typeof issueCodes

/** An issue with the level of its code. */
export function issue(code: IssueCode, at: Place, message: string, hint?: string): Issue {
  return { level: issueCodes[code][0], code, message, ...(hint === undefined ? {} : { hint }), at }
}

/** The known word nearest to `word` (Levenshtein distance of at most a third of its length, and at least 2), or null. */
export function nearest(word: string, known: Iterable<string>): string | null {
  let best: string | null = null
  let least = Math.max(2, Math.floor(word.length / 3)) + 1
  for (const candidate of known) {
    const d = distance(word.toLowerCase(), candidate.toLowerCase())
    if (d < least) {
      least = d
      best = candidate
    }
  }
  return best
}

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let k = 1; k <= b.length; k++) next[k] = Math.min(next[k - 1] + 1, row[k] + 1, row[k - 1] + (a[i - 1] === b[k - 1] ? 0 : 1))
    row = next
  }
  return row[b.length]
}

/** "did you mean `x`?" for the nearest known word, else the list of what there is when it is short. */
export function suggestion(word: string, known: readonly string[]): string | undefined {
  const near = nearest(word, known)
  if (near !== null) return `did you mean \`${near}\`?`
  return known.length > 0 && known.length <= 12 ? `there is: ${known.join(', ')}` : undefined
}
