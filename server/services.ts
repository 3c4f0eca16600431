import { EventEmitter } from 'node:events'
import type { AlertDelivery, AlertEvent, AlertStatus, DeliveryTest, NotifyTarget, Rule } from '../core/alert.ts'
import type { Frame } from '../core/metrics.ts'
import type {
  DeadLetters,
  FieldHistory,
  History,
  LogLine,
  PeekRows,
  PipelineDetail,
  PipelineStatus,
  PipelineSummary,
  RunSummary,
  SecretSummary,
  Template,
  VersionSummary,
  ViewSnapshot,
  ViewUpdate,
} from '../core/protocol.ts'

/** Who asks: every handler of REST and sockets takes one and asks `may`. */
export type Identity = { readonly kind: 'session' | 'token'; readonly id: string }

/** What happens inside the server, for whoever watches: sockets, alerts, history. */
export type BusEvents = {
  /** A frame of a running pipeline, once a second. */
  frame: [{ readonly pipeline: string; readonly version: number; readonly frame: Frame }]
  state: [{ readonly pipeline: string; readonly status: PipelineStatus }]
  /** Created, deployed, drafted, deleted. */
  changed: [PipelineSummary | { readonly name: string; readonly deleted: true }]
  /** The rules and targets that hold from now on; both empty when the pipeline is gone. */
  rules: [{ readonly pipeline: string; readonly rules: readonly Rule[]; readonly targets: readonly NotifyTarget[] }]
  view: [ViewUpdate]
  log: [{ readonly pipeline: string; readonly lines: readonly LogLine[] }]
  peek: [PeekRows]
  /** So many clients did not get a message, because they do not read what they were sent before. */
  leftOut: [{ readonly event: string; readonly clients: number }]
  alert: [{ readonly event: AlertEvent | null; readonly status: AlertStatus }]
}
export class Bus extends EventEmitter<BusEvents> {}

/** Pipelines as documents and as runs. Failures are AppErrors with stable codes. */
export interface Pipelines {
  list(): Promise<readonly PipelineSummary[]>
  detail(name: string): Promise<PipelineDetail>
  create(text: string): Promise<PipelineSummary>
  /** Saves the draft as it is, even with mistakes; only its name may not change. */
  saveDraft(name: string, text: string, etag: string | null): Promise<{ etag: string }>
  /** Makes a version of the draft (or of an older version) and, if it runs or `start` says so, runs it from the state of the one before. */
  deploy(name: string, options: { note?: string; version?: number; start: boolean }): Promise<VersionSummary>
  start(name: string): Promise<void>
  /** Drains: commits and publishes what was read, then ends. */
  stop(name: string): Promise<void>
  remove(name: string): Promise<void>
  restore(name: string): Promise<PipelineSummary>
  versions(name: string): Promise<readonly VersionSummary[]>
  version(name: string, number: number): Promise<{ readonly text: string }>
  runs(name: string): Promise<readonly RunSummary[]>
  logs(name: string, before: number | null, limit: number): readonly LogLine[]
  /** The newest records that a node could not read, newest first; of very many only the last part is looked at. */
  deadLetters(name: string, node: string, limit: number): Promise<DeadLetters>
  view(name: string, node: string): ViewSnapshot | null
  /** Begins to sample a wire for somebody who looks; the answer ends it. Records come as `peek` on the bus. */
  peek(name: string, wire: string): () => void
}

/** Pipelines to begin with. */
export interface Templates {
  list(): readonly Template[]
  /** Makes a pipeline of a template: a draft, or with `start` also a version that runs. Without a name it takes the template's, or the next like it that is free. Throws NOT_FOUND, NAME_TAKEN. */
  create(template: string, options: { name?: string; start: boolean }): Promise<PipelineSummary>
}

export interface MetricHistory {
  read(pipeline: string, series: readonly string[], from: number, to: number): Promise<History>
  /** The newest frames still in memory, oldest first. */
  recent(pipeline: string): readonly { readonly version: number; readonly frame: Frame }[]
  /** Frames that could not be kept, counted for each resolution. */
  readonly lost: number
  close(): Promise<void>
}

/** Secrets, whose values go in and never come out. Failures are AppErrors with stable codes. */
export interface Secrets {
  /** undefined = not known, because the file is damaged. */
  names(): readonly string[] | undefined
  list(): Promise<readonly SecretSummary[]>
  set(name: string, value: string): void
  /** Throws SECRET_IN_USE while a deployed version names it. */
  delete(name: string): Promise<void>
}

/** Every running pipeline's figures in Prometheus' text format (version 0.0.4). */
export interface Prometheus {
  text(): string
  close(): void
}

export interface Alerts {
  statuses(pipeline?: string): readonly AlertStatus[]
  events(filter: { pipeline?: string; since?: number; before?: number; limit: number }): Promise<readonly AlertEvent[]>
  acknowledge(event: number): Promise<AlertEvent>
  silence(pipeline: string, rule: string, until: number | null): Promise<AlertStatus>
  /** What the rules on a field of what leaves a node have seen, up to an hour back or to the start of the server. */
  fieldHistory(pipeline: string, on: string, field: string): FieldHistory
  /** What was sent to targets, or waits to be sent, newest first. */
  deliveries(limit: number): Promise<readonly AlertDelivery[]>
  /** Sends a test message, as alerts are sent, and waits for the answer. */
  sendTest(url: string): Promise<DeliveryTest>
  close(): Promise<void>
}

/** Everything that handlers of REST and sockets may use. */
export type Services = {
  readonly bus: Bus
  readonly pipelines: Pipelines
  readonly templates: Templates
  readonly secrets: Secrets
  readonly history: MetricHistory
  readonly prometheus: Prometheus
  readonly alerts: Alerts
}
