import type { ArithmeticOp, CompareOp, Value } from './types.ts'

type Node<K extends string> = {
  readonly kind: K
  readonly from: number
  readonly to: number /** Levels below and including this node. */
  readonly depth: number
}

/** A parsed expression before names and types are known. */
export type Syntax =
  | (Node<'literal'> & { readonly type: 'long' | 'double' | 'string' | 'boolean' | 'null'; readonly value: Value })
  | (Node<'name'> & { readonly name: string })
  | (Node<'negate'> & { readonly operand: Syntax })
  | (Node<'not'> & { readonly operand: Syntax })
  | (Node<'arithmetic'> & { readonly op: ArithmeticOp; readonly left: Syntax; readonly right: Syntax })
  | (Node<'concat'> & { readonly left: Syntax; readonly right: Syntax })
  | (Node<'compare'> & { readonly op: CompareOp; readonly left: Syntax; readonly right: Syntax })
  | (Node<'distinct'> & { readonly left: Syntax; readonly right: Syntax; readonly negated: boolean })
  | (Node<'and' | 'or'> & { readonly operands: readonly Syntax[] })
  | (Node<'isNull'> & { readonly operand: Syntax; readonly negated: boolean })
  | (Node<'between'> & { readonly operand: Syntax; readonly low: Syntax; readonly high: Syntax })
  | (Node<'in'> & { readonly operand: Syntax; readonly items: readonly Syntax[] })
  | (Node<'like'> & { readonly operand: Syntax; readonly pattern: string; readonly patternFrom: number })
  | (Node<'case'> & { readonly branches: readonly { readonly when: Syntax; readonly then: Syntax }[]; readonly otherwise: Syntax | null })
  | (Node<'cast'> & { readonly operand: Syntax; readonly target: string; readonly targetFrom: number })
  | (Node<'call'> & { readonly name: string; readonly args: readonly Syntax[] })

/** Words that cannot be a field name without back-quotes. */
export const reserved: ReadonlySet<string> = new Set(
  'AND OR NOT IS NULL IN BETWEEN LIKE CASE WHEN THEN ELSE END TRUE FALSE CAST TRY_CAST DIV'.split(' '),
)
