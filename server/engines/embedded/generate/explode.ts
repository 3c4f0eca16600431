import type { Typed } from '../../../../core/expr/index.ts'
import { NULL_LENGTH } from '../batch.ts'
import type { ExpressionWriter, FieldRef } from './expression.ts'
import { splitter } from './split-pattern.ts'

/** Code that iterates over the parts of a text: `head` opens a block, `body` comes first inside it, `ref` is how the part is read there. */
export type ExplodeLoop = { head: string[]; body: string[]; ref: FieldRef }

/** Splits by a pattern and drops empty parts. White space and single characters are split on bytes, any other pattern through strings. `k` makes names unique. */
export function explodeLoop(expressions: ExpressionWriter, text: Typed, pattern: string, k: number): ExplodeLoop {
  const how = splitter(pattern)
  const range = expressions.range(text)
  if (how.kind === 'bytes' && range !== null) {
    const [bytes, from, length] = range.split(',').map((s) => s.trim())
    const column = /^c(\d+)b$/.exec(bytes)?.[1]
    const w = column === undefined ? `w${k}` : `w${k}_c${column}`
    expressions.constants.push(how.table)
    const table = `C[${expressions.constants.length - 1}]`
    return {
      head: [
        `const ${w}_t = ${table}, ${w}_b = ${bytes}, ${w}_e = ${length} < ${NULL_LENGTH} ? ${from} + ${length} : ${from}`,
        `for (let ${w}_p = ${from}; ${w}_p < ${w}_e; ) {`,
      ],
      body: [
        `while (${w}_p < ${w}_e && ${w}_t[${w}_b[${w}_p]] === 1) ${w}_p++`,
        `if (${w}_p === ${w}_e) break`,
        `const ${w}_o = ${w}_p`,
        `while (${w}_p < ${w}_e && ${w}_t[${w}_b[${w}_p]] === 0) ${w}_p++`,
        `const ${w}_n = ${w}_p - ${w}_o`,
      ],
      ref: { kind: 'range', local: w },
    }
  }
  expressions.constants.push(how.split)
  return {
    head: [`for (const w${k} of C[${expressions.constants.length - 1}](${expressions.string(text)})) {`],
    body: [],
    ref: { kind: 'string', local: `w${k}` },
  }
}
