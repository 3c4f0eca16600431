/** The wanted fields as a tree of keys, for decoders of nested records. */
import { AppError } from '../../../../core/error.ts'
import type { DecodeField } from './decoder.ts'

/** A key on the path to a wanted field. `field` = index of the field that ends here, or -1. */
export type KeyNode = { readonly members: Map<string, KeyNode>; field: number }

/** `a.b` and `a.c` share the node `a`. A field may be an object with fields inside. Throws AppError DUPLICATE_FIELD. */
export function keyTree(fields: readonly DecodeField[]): KeyNode {
  const root: KeyNode = { members: new Map(), field: -1 }
  fields.forEach((field, index) => {
    let node = root
    for (const key of field.name.split('.')) {
      let next = node.members.get(key)
      if (next === undefined) {
        next = { members: new Map(), field: -1 }
        node.members.set(key, next)
      }
      node = next
    }
    if (node.field >= 0) throw new AppError('DUPLICATE_FIELD', `the field \`${field.name}\` is declared twice`, { blame: 'user' })
    node.field = index
  })
  return root
}
