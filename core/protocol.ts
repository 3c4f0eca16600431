import { z } from 'zod'
import type { AlertEvent, AlertStatus, Rule } from './alert.ts'
import type { Guarantee } from './guarantee.ts'
import type { Issue } from './issue.ts'
import { metricNames } from './metric-names.ts'
import type { FrameIndex } from './metrics.ts'
import type { Stage } from './node-type.ts'
import type { RunState } from './run.ts'
import { SECRET_NAME } from './secret.ts'
import type { FieldType } from './shape.ts'
import type { Words } from './words.ts'

/** What browser and server say to each other: payloads of REST (under /api/v1) and of Socket.IO, stated once. */

export const pipelineName = z
  .string()
  .max(100)
  .regex(/^[a-z0-9][a-z0-9-]*$/)

// ---- pipelines ----

/** `idle` = never started, or stopped by hand; `backoff` = it failed and starts again at `retryAt`. */
export type PipelineState = RunState | 'idle' | 'backoff'

export type PipelineStatus = {
  readonly state: PipelineState
  readonly since: number
  readonly run: string | null
  /** The version that runs, or ran last. */
  readonly version: number | null
  readonly restarts: number
  readonly error: { readonly code: string; readonly message: string; readonly hint?: string } | null
  readonly retryAt: number | null
}

export type PipelineSummary = {
  readonly name: string
  readonly title: string
  readonly status: PipelineStatus
  /** The newest deployed version; null = only a draft. */
  readonly live: number | null
  /** The draft differs from the newest version. */
  readonly changed: boolean
  readonly firing: number
  readonly updatedAt: number
}

/** A graph as the canvas draws it. */
export type GraphView = {
  readonly nodes: readonly {
    readonly id: string
    readonly type: string
    readonly stage: Stage
    readonly title: string
    readonly at: readonly [number, number] | null
    /** Secrets that stand in the document itself are masked. */
    readonly config: unknown
    readonly guarantee: { readonly label: Guarantee; readonly weakest: Words | null } | null
    /** Control nodes: what they watch. */
    readonly on: string | null
  }[]
  readonly wires: readonly {
    readonly id: string
    readonly from: { readonly node: string; readonly port: string }
    readonly to: { readonly node: string; readonly port: string }
    readonly fields: readonly { readonly name: string; readonly type: FieldType }[]
  }[]
}

export type PipelineDetail = PipelineSummary & {
  readonly draft: { readonly text: string; readonly etag: string }
  /** What the running version looks like; the draft's where none was deployed; null when its text is broken. */
  readonly graph: GraphView | null
  /** What the draft looks like where it is not what is live; null = as `graph`, or its text is broken. */
  readonly draftGraph: GraphView | null
  readonly params: Readonly<Record<string, unknown>>
  readonly rules: readonly AlertStatus[]
  /** What those rules are set to, for lines on charts. */
  readonly ruleSettings: readonly Rule[]
  readonly issues: readonly Issue[]
}

export type VersionSummary = { readonly number: number; readonly createdAt: number; readonly note: string | null }
export type RunSummary = {
  readonly id: string
  readonly version: number
  readonly state: PipelineState
  readonly startedAt: number
  readonly endedAt: number | null
  readonly restarts: number
  readonly error: PipelineStatus['error']
}

export const createBody = z.strictObject({ text: z.string(), deploy: z.boolean().default(false), start: z.boolean().default(false) })
export const draftBody = z.strictObject({ text: z.string() })
export const deployBody = z.strictObject({
  note: z.string().max(500).optional(),
  /** An older version to deploy again; the draft if left out. */
  version: z.number().int().positive().optional(),
  start: z.boolean().default(true),
})
/** With `start` the pipeline is deployed and runs, else it is a draft. */
export const fromTemplateBody = z.strictObject({ name: pipelineName.optional(), start: z.boolean().default(true) })
/** Epoch milliseconds, or `UNTIL_RESOLVED` or `UNTIL_ENDED` of core/silence.ts; null ends a silence. */
export const silenceBody = z.strictObject({ until: z.number().nullable() })

export const templateGroups = ['learn', 'ingest', 'windows', 'alerts'] as const
export type TemplateGroup = (typeof templateGroups)[number]
/** A pipeline to begin with, which runs with nothing else installed. */
export type Template = {
  readonly name: string
  readonly title: Words
  /** One sentence. */
  readonly description: Words
  readonly groups: readonly TemplateGroup[]
  readonly graph: GraphView
  /** Ports of this machine that it listens on, unless they are taken: then the next free ones. */
  readonly ports: readonly number[]
}

// ---- secrets: values go in and never come out ----

export const secretName = z.string().regex(SECRET_NAME, 'has letters, digits, _ and -, begins with no digit, and is at most 64 long')
export const secretBody = z.strictObject({ value: z.string().meta({ format: 'password', writeOnly: true }) })
export type SecretSummary = {
  readonly name: string
  /** When its value was set last, epoch milliseconds. */
  readonly setAt: number
  /** Whether the key with which it was kept is still the server's. */
  readonly readable: boolean
  /** Pipelines that name it; `deployed` = the newest version does, and not just the draft. */
  readonly usedBy: readonly { readonly pipeline: string; readonly deployed: boolean }[]
}

// ---- metrics ----

/** One second of a running pipeline as browsers get it: columns in the order of the index. Percentiles are null in quiet seconds. */
export type LiveFrame = {
  readonly pipeline: string
  readonly seq: number
  readonly version: number
  readonly generation: number
  readonly nodes: {
    readonly in: readonly number[]
    readonly out: readonly number[]
    readonly p50: readonly (number | null)[]
    readonly p95: readonly (number | null)[]
    readonly p99: readonly (number | null)[]
    /** Shares of the second, 0 to 1. */
    readonly busy: readonly number[]
    readonly backpressured: readonly number[]
    readonly stateRows: readonly number[]
    readonly lag: readonly (number | null)[]
    readonly up: readonly (number | null)[]
  }
  readonly wires: { readonly records: readonly number[]; readonly queue: readonly number[]; readonly fill: readonly number[] }
  /** Per node, only where something happened: counts by `errors.CODE`, `dropped.REASON`, `deadLetters`, `late`. */
  readonly troubles: Readonly<Record<string, Readonly<Record<string, number>>>>
  /** Metrics of the whole pipeline by name; what was not measured is left out. */
  readonly total: Readonly<Record<string, number>>
}

/** Answer to `pipeline:subscribe`: what frames mean, where everything stands, and the newest frames. */
export type Subscribed = {
  readonly index: FrameIndex | null
  readonly status: PipelineStatus
  readonly rules: readonly AlertStatus[]
  readonly frames: readonly LiveFrame[]
  /** The server's clock, epoch milliseconds: a browser's may go otherwise. */
  readonly now: number
}

/** A series: `pipeline|latency.p99`, `NODE|recordsOut`, `WIRE|fill`. */
export const seriesId = z.string().regex(new RegExp(`^[a-z][\\w.>-]*\\|(${metricNames.map((n) => n.replace('.', '\\.')).join('|')})$`))
export const historyQuery = z.strictObject({
  series: z.union([seriesId, z.array(seriesId).max(60)]),
  /** Epoch milliseconds. */
  from: z.coerce.number(),
  to: z.coerce.number(),
})
/** The least and the greatest value of a field that a rule looks at, at `from + i * step` (epoch milliseconds); null = no record came. Empty where none looks. */
export type FieldHistory = {
  readonly from: number
  readonly step: number
  readonly least: readonly (number | null)[]
  readonly most: readonly (number | null)[]
}
/** Points at `from + i * step`; null = nothing was measured, which is a gap. `marks` = what happened in between. */
export type History = {
  readonly from: number
  readonly step: number
  readonly series: Readonly<Record<string, readonly (number | null)[]>>
  readonly marks: readonly {
    readonly at: number
    readonly kind: 'deploy' | 'start' | 'stop' | 'restart' | 'alert'
    readonly text: string
  }[]
}

/** A row of the list page, once a second: all pipelines in one message. */
export type ListFrame = {
  readonly seq: number
  readonly rows: readonly {
    readonly name: string
    readonly in: number
    readonly out: number
    readonly p99: number | null
    readonly lag: number | null
  }[]
}

// ---- live tables, logs, peek ----

export type Cell = string | number | boolean | null
export type ViewColumns = readonly { readonly name: string; readonly type: FieldType }[]
/** What a live table or chart holds. Columns whose names begin with an underscore are not shown: they number rows, or hold the arrival (`_ingest_time`) on the x axis of a chart. The key of a chart is its x, if it has one, and the field of its series, if it has one. */
export type ViewSnapshot = { readonly columns: ViewColumns; readonly key: readonly string[]; readonly rows: readonly (readonly Cell[])[] }
/** A change of a view: rows with a known key replace theirs; `remove` names keys as JSON arrays of the key's cells. `snapshot` begins anew. */
export type ViewChange = {
  readonly snapshot?: ViewSnapshot
  readonly upsert?: readonly (readonly Cell[])[]
  readonly remove?: readonly string[]
}
export type ViewUpdate = ViewChange & { readonly pipeline: string; readonly node: string }

export type LogLine = {
  readonly id: number
  readonly at: number
  readonly level: 'info' | 'warning' | 'error'
  readonly node: string
  readonly message: string
}

/** A record that was left out because it could not be read. `record` = its text (base64 where it is none), whole or its first 4,000 characters. */
export type DeadLetter = {
  readonly code: string
  readonly message: string
  /** When it was read, epoch milliseconds; null = not known. */
  readonly at: number | null
  readonly record: string
  readonly base64: boolean
  /** How long it was, in bytes, where it is not whole. */
  readonly cut: number | null
}

/** The newest dead letters of a node, newest first; `damaged` = lines that could not be read among those looked at, of whichever node. */
export type DeadLetters = { readonly letters: readonly DeadLetter[]; readonly damaged: number }

/** Records seen on a wire; `missed` = how many passed unseen since the last message. */
export type PeekRows = {
  readonly pipeline: string
  readonly wire: string
  readonly columns: ViewColumns
  readonly rows: readonly (readonly Cell[])[]
  readonly missed: number
}

// ---- sockets: events `noun:verb`; each payload is parsed on arrival ----

export const subscribe = {
  pipeline: z.strictObject({ name: pipelineName }),
  view: z.strictObject({ name: pipelineName, node: z.string().max(100) }),
  wire: z.strictObject({ name: pipelineName, wire: z.string().max(300) }),
  /** `since` = the newest alert event the page knows. */
  alerts: z.strictObject({ since: z.number().int().nonnegative().nullable() }),
}
export type Ack<T> = (answer: { ok: true; value: T } | { ok: false; code: string; message: string }) => void

export interface ClientEvents {
  'pipelines:subscribe'(payload: object, ack: Ack<readonly PipelineSummary[]>): void
  'pipelines:unsubscribe'(): void
  'pipeline:subscribe'(payload: z.input<typeof subscribe.pipeline>, ack: Ack<Subscribed>): void
  'pipeline:unsubscribe'(payload: z.input<typeof subscribe.pipeline>): void
  'view:subscribe'(payload: z.input<typeof subscribe.view>, ack: Ack<ViewSnapshot | null>): void
  'view:unsubscribe'(payload: z.input<typeof subscribe.view>): void
  'logs:subscribe'(payload: z.input<typeof subscribe.pipeline>, ack: Ack<readonly LogLine[]>): void
  'logs:unsubscribe'(payload: z.input<typeof subscribe.pipeline>): void
  'peek:subscribe'(payload: z.input<typeof subscribe.wire>, ack: Ack<null>): void
  'peek:unsubscribe'(payload: z.input<typeof subscribe.wire>): void
  'alerts:subscribe'(
    payload: z.input<typeof subscribe.alerts>,
    ack: Ack<{ statuses: readonly AlertStatus[]; events: readonly AlertEvent[] }>,
  ): void
}
export interface ServerEvents {
  /** Volatile, once a second. */
  'pipelines:frame'(frame: ListFrame): void
  /** Something about a pipeline changed: created, deployed, deleted, renamed, or its state. */
  'pipelines:changed'(summary: PipelineSummary | { readonly name: string; readonly deleted: true }): void
  /** Volatile, once a second; a gap in `seq` is filled by REST. */
  'metrics:frame'(frame: LiveFrame): void
  /** Precedes frames of another version. */
  'metrics:index'(index: { readonly pipeline: string; readonly version: number; readonly index: FrameIndex }): void
  'run:state'(change: { readonly pipeline: string; readonly status: PipelineStatus }): void
  'alert:event'(change: { readonly event: AlertEvent | null; readonly status: AlertStatus }): void
  'table:rows'(update: ViewUpdate): void
  'log:lines'(lines: { readonly pipeline: string; readonly lines: readonly LogLine[] }): void
  'peek:rows'(rows: PeekRows): void
}

/** RFC 9457. */
export type Problem = {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly code: string
  readonly detail?: string
  readonly hint?: string
  readonly issues?: readonly Issue[]
  readonly request?: string
}
