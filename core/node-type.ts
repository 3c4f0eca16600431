import type { z } from 'zod'
import type { NotifyTarget, Rule } from './alert.ts'
import type { Issue } from './issue.ts'
import type { Delivery, Flow } from './plan.ts'
import type { FieldType } from './shape.ts'
import type { Words } from './words.ts'

export const stages = ['connect', 'collect', 'compose', 'consume', 'consign', 'control'] as const
export type Stage = (typeof stages)[number]

/** Named in-ports and out-ports; wires without a port name use `in` and `out`. */
export type Ports = { readonly in: readonly string[]; readonly out: readonly string[] }

/** How a sink makes publishing an epoch twice harmless: classes of docs/guide/guarantees.md. */
export type SinkClass = 'transactional' | 'file' | 'keyed' | 'plain' | 'live' | 'none'

/** What `core/guarantee` reasons with. */
export type Contract =
  | { readonly kind: 'source'; readonly delivery: Delivery }
  /** `replaces` = the sink can show output mode complete; `appends` = it takes update rows as further records. */
  | { readonly kind: 'sink'; readonly class: SinkClass; readonly replaces: boolean }

/** What a control node says: it has no ops and attaches by `on` in its settings. Its node id is the name. */
export type Control = { readonly rule: Omit<Rule, 'name'> } | { readonly notify: Omit<NotifyTarget, 'name'> }

export type ExampleRow = Readonly<Record<string, string | number | boolean | null>>
export type Rows = readonly ExampleRow[]

/** Documentation, template and test at once: given these records (or files), the node with this config yields those. */
export type Example<Config> = {
  readonly title: Words
  readonly config: Config
  /** Records on port `in` (or on each named port), with their fields; `time` declares an event time; inner arrays are epochs. */
  readonly given?: {
    readonly fields?: Readonly<Record<string, FieldType>>
    readonly rows?: readonly Rows[]
    /** Undecoded input, for collect nodes. */
    readonly text?: string
    readonly time?: { readonly field: string; readonly delay: number }
    /** Files that exist before the run, by path inside the example's folder. */
    readonly files?: Readonly<Record<string, string>>
  }
  /** All records per out-port at the end of the input, in any order; for sinks the files they leave, or the rows they show. */
  readonly expect?: {
    readonly out?: Rows
    readonly ports?: Readonly<Record<string, Rows>>
    readonly files?: Readonly<Record<string, string>>
    readonly view?: Rows
  }
}

/** A node type: its words, settings, ports and meaning in ops, stated once. Form, docs, validation, run and tests follow from it. */
export type NodeType<C extends z.ZodType = z.ZodType> = {
  readonly id: string
  readonly stage: Stage
  readonly title: Words
  readonly summary: Words
  /** Longer help in Markdown. */
  readonly guide?: Words
  /** Words of peers by which the palette finds it. */
  readonly alsoCalled?: readonly string[]
  readonly config: C
  /** In-ports take undecoded bytes; any other node gets them decoded as lines. */
  readonly bytes?: true
  readonly ports: Ports | ((config: z.output<C>) => Ports)
  readonly contract?: Contract | ((config: z.output<C>) => Contract)
  /** Needs a grant beyond the pipeline: `file` paths inside the allowed roots, raw `network` sockets. */
  readonly restricted?: 'file' | 'network'
  /**
   * Which of its settings say what it reads from or writes to: when they change, what is saved of its position or output is of another place.
   * Left out: all settings of a source that replays, none of others.
   */
  place?(config: z.output<C>): unknown
  /** Checks that one setting alone cannot say. Paths are relative to the config. */
  check?(
    config: z.output<C>,
  ): readonly Omit<Issue, 'at'>[] | readonly { path: readonly (string | number)[]; message: string; hint?: string }[]
  /** The meaning: the flows that leave each out-port, given what arrives at each in-port. Pure. A sink returns its op as port `written`. */
  plan(config: z.output<C>, inputs: Readonly<Record<string, Flow>>): Readonly<Record<string, Flow>>
  /** Control nodes only: the rule or target that the node is. */
  control?(config: z.output<C>): Control
  readonly examples: readonly Example<z.input<C>>[]
}

/** Declares a node type; the folder `nodes/<stage>/<id>/` must be named so. */
export const defineNode = <C extends z.ZodType>(type: NodeType<C>): NodeType<C> => type

/** The id by which documents name a type. */
export const typeId = (type: Pick<NodeType, 'stage' | 'id'>): string => `${type.stage}.${type.id}`

// biome-ignore lint/suspicious/noExplicitAny: a catalogue holds types of every config; each is parsed by its own schema before use
export type AnyNodeType = NodeType<any>
export type Catalogue = Readonly<Record<string, AnyNodeType>>
/** The type that a document names; never what an object has by nature, such as `constructor`. */
export const typeNamed = (catalogue: Catalogue, id: string): AnyNodeType | undefined =>
  Object.hasOwn(catalogue, id) ? catalogue[id] : undefined
export const portsOf = (type: AnyNodeType, config: unknown): Ports => (typeof type.ports === 'function' ? type.ports(config) : type.ports)
/** The port that a wire without a port name means: `in` or `out`, or the only one there is. */
export const defaultPort = (ports: readonly string[], side: 'in' | 'out'): string =>
  ports.includes(side) || ports.length !== 1 ? side : ports[0]
export const contractOf = (type: AnyNodeType, config: unknown): Contract | undefined =>
  typeof type.contract === 'function' ? type.contract(config) : type.contract
