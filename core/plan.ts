import type { Typed } from './expr/index.ts'
import type { Field, FieldType, Shape } from './shape.ts'

/** What a source promises about sending again: `replay` from a position, `redeliver` until acknowledged, or `push` once. */
export type Delivery = 'replay' | 'redeliver' | 'push'
/** What a commit waits for: each epoch on the disk, every 500 ms, or nothing (no journal). */
export type Durability = 'safe' | 'relaxed' | 'fast'
export const durabilities = ['safe', 'relaxed', 'fast'] as const satisfies readonly Durability[]

/** The runtime's log in front of a source that cannot replay; `reliable: false` = none. */
export type Receiver = { reliable: boolean; durability?: Durability; node?: string }

export type Codec =
  | { kind: 'lines' }
  | { kind: 'json'; fields: Readonly<Record<string, FieldType>>; rest: 'drop' | 'keep' }
  | { kind: 'csv'; fields: Readonly<Record<string, FieldType>>; header: boolean; delimiter: string; quote: string }

export type Window =
  | { kind: 'tumbling'; size: number; offset?: number }
  | { kind: 'sliding'; size: number; slide: number; offset?: number }
  | { kind: 'none' }

export const aggregateFunctions = ['count', 'sum', 'avg', 'min', 'max', 'count_distinct', 'first', 'last'] as const
export type AggregateFunction = (typeof aggregateFunctions)[number]
/** `field` is absent only for count(*); `order` is the field that says which row is first or last. */
export type Aggregate = { name: string; fn: AggregateFunction; field?: string; order?: string }
export type OutputMode = 'append' | 'update' | 'complete'

/** A text in the expression language and where it stands in the node's settings. */
export type Expression = { text: string; path: readonly (string | number)[] }

/** A field that a sink names in its settings, the types it can use (any if left out), and where the settings name it. */
export type Need = { readonly name: string; readonly types?: readonly FieldType[]; readonly path: readonly (string | number)[] }

/** What an op does, E being the form of its expressions: text when a node type makes it, typed when it is compiled. All times are milliseconds. A sink gets the fields that it needs and the `rest`: all others (default), its event time where it is a field, or none. */
export type OpBody<E> =
  | { op: 'source'; delivery: Delivery; receiver: Receiver | null; fields: readonly Field[] | null }
  | { op: 'decode'; codec: Codec }
  | { op: 'time'; from: { arrival: true } | { field: string }; delay: number; maxAhead: number | null }
  | { op: 'filter'; where: E }
  | { op: 'map'; set: readonly { name: string; value: E }[]; rename: Readonly<Record<string, string>>; remove: readonly string[] }
  | { op: 'explode'; field: string; pattern: string; as: string; keepParent: boolean }
  | { op: 'union' }
  | { op: 'aggregate'; keys: readonly string[]; window: Window; aggs: readonly Aggregate[]; output: OutputMode }
  | { op: 'sink'; needs?: readonly Need[]; rest?: 'all' | 'time' | 'none' }

/** An output of an op, as node types pass them on: `late` and `errors` are ports that the runtime adds. */
export type Flow = { readonly op: DraftOp; readonly port: OutPort }
export type OutPort = 'out' | 'late' | 'errors'
/** An op as a node type makes it, not yet numbered. */
export type DraftOp = { readonly body: OpBody<Expression>; readonly inputs: readonly Flow[] }

/** Makes an op of one of the closed vocabulary. */
export const op = (body: OpBody<Expression>, ...inputs: readonly Flow[]): Flow => ({ op: { body, inputs }, port: 'out' })

export type OpInput = { readonly op: string; readonly port: OutPort }

/** One op of a compiled plan. Ids are stable: the node's id, with `/2`, `/3` … for further ops of the same node; state hangs on them. */
export type PlanOp = {
  readonly id: string
  readonly node: string
  readonly body: OpBody<Typed>
  readonly inputs: readonly OpInput[]
  /** What leaves by `out`. */
  readonly shape: Shape
  /** Fields of `shape` that something downstream reads. */
  readonly used: readonly string[]
}

/** A wire of the drawing: which two ports it joins, and what it is made of. */
export type PlanWire = {
  readonly id: string
  readonly from: { node: string; port: string }
  readonly to: { node: string; port: string }
  readonly channel: Channel
  /** The op whose output travels on it. */
  readonly output: OpInput
}
export type Channel = { kind: 'memory'; capacity: { records: number; bytes: number }; whenFull: 'block' }

/** A rule on a field: where its values are looked at while records pass, which other fields its message tells, and which end of the values is the worse one. */
export type TapPoint = {
  readonly rule: string
  readonly op: string
  readonly field: string
  readonly told: readonly string[]
  readonly worst: 'max' | 'min'
}

/** What a pipeline means: ops in topological order. Plain data. */
export type Plan = {
  readonly name: string
  readonly trigger: 'asap' | number
  readonly durability: Durability
  /** How the watermarks of several definitions in one query are combined. */
  readonly watermarkPolicy: 'min' | 'max'
  readonly ops: readonly PlanOp[]
  readonly wires: readonly PlanWire[]
  /** Parsed settings per node, for runtimes of sources and sinks. */
  readonly nodes: Readonly<Record<string, { type: string; config: unknown; place: unknown }>>
  /** One entry per query: the ops upstream of sinks that share state. One watermark rules a query. */
  readonly queries: readonly (readonly string[])[]
  /** Rules on fields; they change nothing of what is computed. */
  readonly taps: readonly TapPoint[]
  readonly segments: readonly (readonly string[])[]
}
