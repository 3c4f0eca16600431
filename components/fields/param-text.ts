import { parseDocument, stringify } from 'yaml'
import type { Data } from '../../core/edit/index.ts'

/** The value of a parameter as people write it: texts of several lines as they are; everything else as YAML, so that `80` stays a number and `'80'` a text. */
export const paramText = (value: unknown): string =>
  typeof value === 'string' && value.includes('\n') ? value : stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trimEnd()

/** What such a text means; it must have no mistake. */
export const paramValue = (text: string): Data => (text.includes('\n') ? text : (parseDocument(text).toJS() as Data))

/** Why a text is no value; null when it is one. */
export const paramMistake = (text: string): string | null =>
  text.includes('\n') ? null : (parseDocument(text).errors[0]?.message.split('\n')[0] ?? null)
