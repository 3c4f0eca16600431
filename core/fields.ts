import { z } from 'zod'
import { fieldTypes } from './shape.ts'
import { parseDuration, parseSize } from './units.ts'
import type { Words } from './words.ts'

/** Which form widget edits a setting; one file each in the designer. */
export type Widget =
  | 'text'
  | 'number'
  | 'duration'
  | 'bytes'
  | 'expression'
  | 'field'
  | 'fields'
  | 'choice'
  | 'switch'
  | 'list'
  | 'key-value'
  | 'code'
  | 'path'
  | 'secret'
  | 'group'

/** What a form and the docs say about a setting. */
export type SettingMeta = Label & {
  unit?: string
  widget: Widget
  /** Of a key-value setting: what its values are. The keys of `name` are fields of the input. */
  values?: 'type' | 'expression' | 'name' | 'text'
}
export type Label = {
  title: Words
  help?: Words
  /** Forms fold it away until it is set. */
  advanced?: true
  /** Values of settings beside it, as text, with which it means something. */
  when?: Readonly<Record<string, readonly string[]>>
}

const meta = <T extends z.ZodType>(type: T, label: Label, widget: Widget, unit?: string): T =>
  type.meta({ setting: { ...label, widget, ...(unit === undefined ? {} : { unit }) } satisfies SettingMeta }) as T

const keyValue = <T extends z.ZodType>(value: T, label: Label, values: NonNullable<SettingMeta['values']>) =>
  z.record(z.string().min(1), value).meta({ setting: { ...label, widget: 'key-value', values } satisfies SettingMeta })

/** The label, widget and unit of a setting made here, also through optional and default; undefined for other schemas. */
export function settingMeta(type: z.ZodType): SettingMeta | undefined {
  for (let t: z.ZodType | undefined = type; t !== undefined; ) {
    const found = t.meta()?.setting as SettingMeta | undefined
    if (found !== undefined) return found
    t = (t as unknown as { def: { innerType?: z.ZodType } }).def.innerType
  }
  return undefined
}

const parsed = (parse: (v: string | number) => number | null, message: string) =>
  z.union([z.string(), z.number()]).transform((v, context) => {
    const x = parse(v)
    if (x === null) context.addIssue({ code: 'custom', message })
    return x ?? z.NEVER
  })

/** A time span; milliseconds once parsed. */
export const duration = () => parsed(parseDuration, 'not a duration: write 250ms, 30s, 5m, 2h, 7d or plain milliseconds')
/** An amount of data; bytes once parsed. */
export const size = () => parsed(parseSize, 'not a size: write 64KiB, 1MiB, 2GiB or plain bytes')

/** The settings of node types are made of these, so that one declaration yields check, default, form and documentation. */
export const setting = {
  text: (label: Label) => meta(z.string(), label, 'text'),
  path: (label: Label) => meta(z.string().min(1), label, 'path'),
  /** A password, token or key. `check` and `plan` may meet a reference to a secret in its place, a runtime never does. */
  secret: (label: Label) => meta(z.string(), label, 'secret'),
  pattern: (label: Label) => meta(z.string().min(1).max(1024), label, 'code'),
  code: (label: Label) => meta(z.string(), label, 'code'),
  integer: (label: Label, unit?: string) => meta(z.number().int(), label, 'number', unit),
  number: (label: Label, unit?: string) => meta(z.number(), label, 'number', unit),
  boolean: (label: Label) => meta(z.boolean(), label, 'switch'),
  duration: (label: Label) => meta(duration(), label, 'duration', 'ms'),
  size: (label: Label) => meta(size(), label, 'bytes', 'bytes'),
  choice: <const T extends readonly [string, ...string[]]>(values: T, label: Label) => meta(z.enum(values), label, 'choice'),
  expression: (label: Label) => meta(z.string().min(1), label, 'expression'),
  field: (label: Label) => meta(z.string().min(1), label, 'field'),
  fields: (label: Label) => meta(z.array(z.string().min(1)), label, 'fields'),
  port: (label: Label) => meta(z.number().int().min(1).max(65535), label, 'number'),
  /** The name of a field that the node makes; a leading underscore is reserved for pseudo-fields. */
  name: (label: Label) => meta(z.string().regex(/^[^_]/, 'not a field name: it must not be empty or begin with _'), label, 'text'),
  /** Fields declared by name and type. */
  declared: (label: Label) => keyValue(z.enum(fieldTypes), label, 'type'),
  /** Name → expression. */
  expressions: (label: Label) => keyValue(z.string().min(1), label, 'expression'),
  /** Name → name. */
  names: (label: Label) => keyValue(z.string().min(1), label, 'name'),
  /** Name → text. */
  texts: (label: Label) => keyValue(z.string(), label, 'text'),
  group: <T extends z.ZodType>(type: T, label: Label) => meta(type, label, 'group'),
  list: <T extends z.ZodType>(item: T, label: Label) => meta(z.array(item), label, 'list'),
}

/** Settings that everything that speaks TCP shares. */
export const tcpSettings = {
  framing: setting
    .choice(['lines'], {
      advanced: true,
      title: { en: 'Framing', zh: '分帧方式' },
      help: { en: 'Where one record ends: at a line break.', zh: '记录的结束位置：换行符。' },
    })
    .default('lines'),
  maxFrame: setting
    .size({
      advanced: true,
      title: { en: 'Longest record', zh: '最大记录长度' },
      help: { en: 'A longer record is skipped and counted.', zh: '超过此长度的记录会被跳过并计数。' },
    })
    .prefault('1MiB'),
  reconnect: setting
    .group(
      z.strictObject({
        initial: setting
          .duration({
            title: { en: 'First pause', zh: '首次等待' },
            help: { en: 'It doubles with each failed attempt.', zh: '每次失败后加倍。' },
          })
          .prefault('1s'),
        max: setting.duration({ title: { en: 'Longest pause', zh: '最长等待' } }).prefault('30s'),
      }),
      {
        advanced: true,
        title: { en: 'Reconnect', zh: '重新连接' },
        help: { en: 'Pauses between attempts to connect.', zh: '两次连接尝试之间的等待。' },
      },
    )
    .prefault({}),
} as const
