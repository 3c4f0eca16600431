import type { Words } from '../words.ts'
import type { Data, DataMap, DataPath } from './data.ts'

export type Position = readonly [number, number]
export type DocumentKey = 'name' | 'title' | 'description' | 'trigger' | 'durability'

/** Everything that can be done to a pipeline document. Wires are named by their ids, a.out>b.in; nodes by theirs. */
export type Command =
  | {
      readonly do: 'add-node'
      readonly id: string
      readonly type: string
      readonly title?: string
      readonly config?: DataMap
      readonly at?: Position
    }
  /** With their wires and the rules on them; `heal` joins what was in front to what was behind. */
  | { readonly do: 'remove-nodes'; readonly ids: readonly string[]; readonly heal?: boolean }
  /** Wires, rules, control nodes and layout follow. */
  | { readonly do: 'rename-node'; readonly id: string; readonly to: string }
  /** null takes the key out. */
  | { readonly do: 'set-node'; readonly id: string; readonly key: 'title' | 'notes' | 'enabled'; readonly value: string | boolean | null }
  | { readonly do: 'set-config'; readonly id: string; readonly path: DataPath; readonly value: Data }
  /** Groups that become empty go too. */
  | { readonly do: 'unset-config'; readonly id: string; readonly path: DataPath }
  /** Keeps the settings unless others are given. */
  | { readonly do: 'set-type'; readonly id: string; readonly type: string; readonly config?: DataMap }
  | { readonly do: 'add-wire'; readonly wire: string; readonly channel?: DataMap }
  | { readonly do: 'remove-wires'; readonly wires: readonly string[] }
  /** Of wires that join the same two ports one stays. */
  | { readonly do: 'deduplicate-wires' }
  /** Puts a node into a wire, by its default ports. */
  | { readonly do: 'splice'; readonly wire: string; readonly id: string }
  /** null = the default channel. */
  | { readonly do: 'set-channel'; readonly wire: string; readonly channel: DataMap | null }
  /** A pinned node stays pinned where it is moved to. */
  | { readonly do: 'move'; readonly to: Readonly<Record<string, Position>> }
  | { readonly do: 'tidy'; readonly to: Readonly<Record<string, Position>> }
  /** Keeps nodes at these places when the others are tidied. */
  | { readonly do: 'pin'; readonly at: Readonly<Record<string, Position>> }
  | { readonly do: 'unpin'; readonly ids: readonly string[] }
  /** null takes the key out. */
  | { readonly do: 'set-document'; readonly key: DocumentKey; readonly value: Data }
  | { readonly do: 'set-param'; readonly name: string; readonly value: Data }
  | { readonly do: 'remove-param'; readonly name: string }
  | { readonly do: 'add-rule'; readonly rule: DataMap & { readonly name: string } }
  | { readonly do: 'set-rule'; readonly name: string; readonly rule: DataMap & { readonly name: string } }
  | { readonly do: 'remove-rule'; readonly name: string }
  /** A fragment as `copyFragment` makes it. `keepInputs` = pasted nodes also get the wires that lead into the nodes of the same ids. */
  | { readonly do: 'paste'; readonly text: string; readonly at?: Position; readonly keepInputs?: boolean }
  | { readonly do: 'duplicate'; readonly ids: readonly string[]; readonly offset?: Position; readonly keepInputs?: boolean }
  /** Sets a value anywhere in the document. */
  | { readonly do: 'set-key'; readonly path: DataPath; readonly value: Data }
  | { readonly do: 'rename-key'; readonly path: DataPath; readonly to: string }
  /** Takes a key or an item of a list out of the document, wherever it stands. */
  | { readonly do: 'remove-key'; readonly path: DataPath }
  /** Replaces the text itself, also one that cannot be read. */
  | { readonly do: 'set-text'; readonly text: string }
  /** Several as one step. */
  | { readonly do: 'all'; readonly commands: readonly Command[]; readonly name: Words }
