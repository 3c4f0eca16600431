import { errorCodes } from '../../core/error.ts'
import { issueCodes } from '../../core/issue.ts'

const issues = Object.entries(issueCodes).map(([code, [, { zh }]]) => [code, zh])
const errors = Object.entries(errorCodes).map(([code, { zh }]) => [code, zh])

/** What codes of issues and errors mean, under `code.CODE`; an issue goes before an error of the same code. */
export const codesZh: Readonly<Record<string, string>> = Object.fromEntries(
  [...errors, ...issues].map(([code, zh]) => [`code.${code}`, zh]),
)
