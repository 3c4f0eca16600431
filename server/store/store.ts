import type { AlertDelivery, AlertEvent, AlertState, AlertStatus } from '../../core/alert.ts'
import type { History, PipelineState, PipelineStatus, RunSummary, VersionSummary } from '../../core/protocol.ts'

/** What the server keeps, behind the only door to the database. Times are epoch milliseconds; names are pipelines' names. */
export interface Store {
  readonly pipelines: PipelineStore
  readonly runs: RunStore
  readonly alerts: AlertStore
  readonly sessions: SessionStore
  readonly settings: SettingStore
  readonly marks: MarkStore
  readonly blocks: BlockStore
  readonly old: OldStore
  close(): Promise<void>
}

export type StoredPipeline = {
  readonly name: string
  readonly title: string
  readonly draft: string
  /** Of the draft: the hash of its text. */
  readonly etag: string
  /** The newest version, null = never deployed. */
  readonly live: number | null
  /** Whether it is meant to run: what a restarted server starts again. */
  readonly wanted: boolean
  readonly createdAt: number
  readonly updatedAt: number
}

export interface PipelineStore {
  list(): Promise<readonly StoredPipeline[]>
  get(name: string): Promise<StoredPipeline | null>
  /** Throws AppError NAME_TAKEN. */
  create(name: string, title: string, draft: string): Promise<StoredPipeline>
  /** Replaces the draft when it still has this etag (null = whatever it has); throws AppError DRAFT_CHANGED. */
  saveDraft(name: string, title: string, draft: string, etag: string | null): Promise<StoredPipeline>
  setWanted(name: string, wanted: boolean): Promise<void>
  /** Hides it; `restore` brings it back until `purge`. */
  remove(name: string): Promise<void>
  restore(name: string): Promise<StoredPipeline | null>
  /**
   * Forgets what was hidden before `before`, with all that belongs to it; answers those of its names that no other pipeline has, hidden or not,
   * so that what lies elsewhere under these names may go too.
   */
  purge(before: number): Promise<readonly string[]>
  addVersion(name: string, text: string, note: string | null): Promise<VersionSummary>
  versions(name: string): Promise<readonly VersionSummary[]>
  versionText(name: string, number: number): Promise<string | null>
}

export interface RunStore {
  begin(run: { id: string; pipeline: string; version: number; startedAt: number }): Promise<void>
  update(id: string, change: { state: PipelineState; restarts?: number; endedAt?: number; error?: PipelineStatus['error'] }): Promise<void>
  list(pipeline: string, limit: number): Promise<readonly RunSummary[]>
}

/** What must survive a restart of a rule: the status and when the threshold was first broken. */
export type StoredAlert = AlertStatus & { readonly brokenSince: number | null }
export type Delivery = AlertDelivery & { readonly body: string }
export type NewDelivery = Omit<Delivery, 'id' | 'at' | 'to' | 'attempts' | 'answer' | 'state'>

export interface AlertStore {
  statuses(): Promise<readonly StoredAlert[]>
  /**
   * Saves a status, and with it the event that led to it and what is to be sent because of it: one transaction. `begins` = the event begins a
   * firing: the saved status takes the event's id as its `event`.
   */
  save(
    status: StoredAlert,
    event: Omit<AlertEvent, 'id'> | null,
    more?: { readonly begins?: boolean; readonly deliveries?: (event: AlertEvent) => readonly NewDelivery[] },
  ): Promise<AlertEvent | null>
  forget(pipeline: string, rule: string): Promise<void>
  /** Newest first; `since` = only greater ids. */
  events(filter: {
    pipeline?: string
    since?: number
    states?: readonly AlertState[]
    before?: number
    limit: number
  }): Promise<readonly AlertEvent[]>
  /** Of the event, and of the status that fires by it; who was first stays. */
  acknowledge(event: number, at: number): Promise<AlertEvent | null>
  enqueue(delivery: NewDelivery): Promise<void>
  /** Waiting deliveries due at `now`, oldest event first. */
  due(now: number, limit: number): Promise<readonly Delivery[]>
  attempted(id: number, change: { attempts: number; nextAt: number; answer: string; state: Delivery['state'] }): Promise<void>
  deliveries(limit: number): Promise<readonly Delivery[]>
}

/** Sessions by the hash of their id; the id itself is only in the cookie. */
export interface SessionStore {
  add(hash: string, at: number): Promise<void>
  /** When it was made and last used; null = unknown or revoked. */
  get(hash: string): Promise<{ createdAt: number; usedAt: number } | null>
  touch(hash: string, at: number): Promise<void>
  remove(hash: string): Promise<void>
  /** Answers how many there were. */
  removeUnusedSince(before: number): Promise<number>
}

export interface SettingStore {
  get(key: string): Promise<string | null>
  set(key: string, value: string): Promise<void>
}

/** What happened to a pipeline, for charts; follows from versions, runs and alert events. */
export interface MarkStore {
  /** Oldest first, at most 500, the newest ones. */
  between(pipeline: string, from: number, to: number): Promise<History['marks']>
}

/** Packed frames. `start` and `end` are epoch seconds, of the first frame and behind the last; each frame stands for `step` seconds. */
export type Block = {
  readonly id: number
  readonly pipeline: string
  readonly step: number
  readonly start: number
  readonly end: number
  readonly data: Uint8Array
}

/** Metric history. Its writes fail with STORE_BUSY at once instead of waiting for another program's lock. */
export interface BlockStore {
  /** Ids from here on are free. */
  firstFreeId(): Promise<number>
  /** Saves all or none, replacing blocks of the same ids; answers the ids of those whose pipeline is gone. */
  save(blocks: readonly Block[]): Promise<readonly number[]>
  /** Blocks with something in from ≤ second < to, by end and id, at most `limit` behind the block `after`. */
  read(query: {
    pipeline: string
    step: number
    from: number
    to: number
    after: { end: number; id: number } | null
    limit: number
  }): Promise<readonly Block[]>
  /** Forgets blocks of this step that ended before the second `before`. */
  prune(step: number, before: number): Promise<void>
}

/** Forgets what is old, at most `limit` rows at a time, oldest first; answers how many went, fewer than `limit` when no more are left. */
export interface OldStore {
  /** Deliveries that wait no more, of events before `before`. */
  deliveries(before: number, limit: number): Promise<number>
  /** Alert events before `before`, but for those by which a rule still fires and those of which something is still to be sent. */
  events(before: number, limit: number): Promise<number>
  /** Runs that ended before `before` and are not among the newest `keep` of their pipeline. */
  runs(before: number, keep: number, limit: number): Promise<number>
  /** Restarts before `before`, of whatever run. */
  restarts(before: number, limit: number): Promise<number>
}
