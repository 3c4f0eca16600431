import { AppError } from '../../core/error.ts'
import { type MetricName, metrics, type Target, targetOf } from '../../core/metric-names.ts'
import type { Frame, FrameIndex } from '../../core/metrics.ts'
import type { History } from '../../core/protocol.ts'
import type { Clock } from '../engines/runtime-type.ts'
import type { Bus, BusEvents, MetricHistory } from '../services.ts'
import type { Block, Store } from '../store/store.ts'
import { type Packed, packBlock, unpackBlock } from './codec.ts'
import { OpenBlock, STEPS } from './open-block.ts'
import { oldest, type Range, RETENTION, type Retention, rangeOf } from './range.ts'
import { Rollup } from './rollup.ts'

const RECENT = 15 * 60
const PRUNE_EVERY = 60
/** Blocks that may wait for a database that takes none. */
const MOST_WAITING = 500
const BLOCKS_PER_READ = 20

export type HistoryOptions = {
  /** How often what came is written, ms: so much is missing after a kill. */
  readonly flushMs?: number
  readonly keep?: Retention
  /** Told once when the database stops taking history, until it takes some again. */
  readonly problem?: (error: Error) => void
}

/** The frames of one pipeline and version. */
type Track = { readonly version: number; readonly index: FrameIndex; readonly indexText: string; readonly open: OpenBlock[] }
/** A block whose frames may come or have come since it was written last. */
type Entry = { readonly pipeline: string; readonly block: OpenBlock }
/** A block that is complete, packed, and not yet in the database. */
type Waiting = { readonly block: Block; readonly unsaved: number }
type Recent = { readonly version: number; readonly frame: Frame }

/**
 * Keeps what the frames on the bus say: raw for 15 minutes in memory, and in the database at 1 s for an hour, at 10 s for a day and at 1 min for
 * 30 days, or as `keep` says. Never keeps a run from running: what the database does not take is dropped and counted in `lost`.
 */
export class FrameHistory implements MetricHistory {
  /** Frames that could not be kept, counted for each resolution. */
  lost = 0
  readonly #bus: Bus
  readonly #store: Store
  readonly #clock: Clock
  readonly #options: Required<HistoryOptions>
  readonly #tracks = new Map<string, Track>()
  readonly #recent = new Map<string, Recent[]>()
  #closed: readonly Entry[] = []
  #waiting: readonly Waiting[] = []
  #nextId: number
  #writing: Promise<void> = Promise.resolve()
  #next: Promise<void> | null = null
  #failing = false
  #pruned = Number.NEGATIVE_INFINITY
  #stopTimer = (): void => {}

  constructor(bus: Bus, store: Store, clock: Clock, options: HistoryOptions, nextId: number) {
    this.#bus = bus
    this.#store = store
    this.#clock = clock
    this.#options = { flushMs: 10_000, keep: RETENTION, problem: () => {}, ...options }
    this.#nextId = nextId
    bus.on('frame', this.#take)
    bus.on('changed', this.#changed)
    this.#wait()
  }

  recent(pipeline: string): readonly Recent[] {
    return (this.#recent.get(pipeline) ?? []).slice()
  }

  async read(pipeline: string, series: readonly string[], from: number, to: number): Promise<History> {
    const wanted = series.map(parseSeries)
    const range = rangeOf(from / 1000, to / 1000, this.#now(), this.#options.keep)
    const rollups = await this.#rollups(pipeline, range)
    const points = Array.from({ length: range.points }, (_, i) => rollups.get(i))
    const values = wanted.map(([name, on]) => points.map((rollup) => rollup?.value(name, on) ?? null))
    return {
      from: range.start * 1000,
      step: range.step * 1000,
      series: Object.fromEntries(series.map((id, i) => [id, values[i]])),
      marks: await this.#store.marks.between(pipeline, from, to),
    }
  }

  /** Writes what came since the last time; resolves when it is in the database, or was refused. */
  flush(): Promise<void> {
    this.#next ??= this.#writing.then(() => {
      this.#next = null
      return this.#flush()
    })
    this.#writing = this.#next
    return this.#next
  }

  /** Takes no more frames, and writes those that came. */
  async close(): Promise<void> {
    this.#stopTimer()
    this.#bus.off('frame', this.#take)
    this.#bus.off('changed', this.#changed)
    await this.flush()
  }

  readonly #take = ({ pipeline, version, frame: given }: BusEvents['frame'][0]): void => {
    const track = this.#trackOf(pipeline, version, given)
    const frame = { ...given, index: track.index }
    const recent = this.#recent.get(pipeline) ?? []
    this.#recent.set(pipeline, recent)
    // of a clock that was set back: what came from its future would hide what comes now
    while (recent.length > 0 && recent.at(-1)!.frame.seq > frame.seq) recent.pop()
    recent.push({ version, frame })
    while (recent[0].frame.seq <= frame.seq - RECENT || recent.length > RECENT) recent.shift()
    for (const [i, step] of STEPS.entries()) {
      const open = track.open[i]
      if (open?.add(frame)) continue
      if (open !== undefined) this.#closed = [...this.#closed, { pipeline, block: open }]
      track.open[i] = new OpenBlock(this.#nextId++, step, frame)
    }
  }

  /** The present track of a pipeline; frames of another version or index begin a new one, with new blocks. */
  #trackOf(pipeline: string, version: number, { index }: Frame): Track {
    const known = this.#tracks.get(pipeline)
    const indexText = JSON.stringify(index)
    if (known?.version === version && known.indexText === indexText) return known
    this.#closed = [...this.#closed, ...(known?.open ?? []).map((block) => ({ pipeline, block }))]
    const track = { version, index, indexText, open: [] }
    this.#tracks.set(pipeline, track)
    return track
  }

  readonly #changed = (change: BusEvents['changed'][0]): void => {
    if (!('deleted' in change)) return
    this.#tracks.delete(change.name)
    this.#recent.delete(change.name)
    this.#closed = this.#closed.filter(({ pipeline }) => pipeline !== change.name)
    this.#waiting = this.#waiting.filter(({ block }) => block.pipeline !== change.name)
  }

  #wait(): void {
    this.#stopTimer = this.#clock.timer(this.#options.flushMs, () => {
      void this.flush()
      this.#wait()
    })
  }

  async #flush(): Promise<void> {
    await this.#packClosed()
    const waiting = this.#waiting
    const open: { readonly from: OpenBlock; readonly unsaved: number }[] = []
    try {
      const blocks = waiting.map(({ block }) => block)
      for (const [pipeline, track] of this.#tracks)
        for (const from of track.open) {
          open.push({ from, unsaved: from.unsaved })
          if (from.unsaved > 0) blocks.push(await pack({ pipeline, block: from }))
        }
      const gone = new Set(blocks.length === 0 ? [] : await this.#store.blocks.save(blocks))
      for (const { block, unsaved } of waiting) if (gone.has(block.id)) this.lost += unsaved
      for (const { from, unsaved } of open) if (gone.has(from.id)) this.lost += unsaved
      this.#waiting = this.#waiting.filter((entry) => !waiting.includes(entry))
      open.length = 0
      await this.#prune()
      this.#failing = false
    } catch (error) {
      for (const { from, unsaved } of open) from.unsaved += unsaved
      const tooMany = Math.max(0, this.#waiting.length - MOST_WAITING)
      for (const { unsaved } of this.#waiting.slice(0, tooMany)) this.lost += unsaved
      this.#waiting = this.#waiting.slice(tooMany)
      if (!this.#failing) this.#options.problem(error as Error)
      this.#failing = true
    }
  }

  /** Packed they take a small part of the memory, for as long as they have to wait. */
  async #packClosed(): Promise<void> {
    for (const entry of this.#closed) {
      const { unsaved } = entry.block
      const block = unsaved > 0 ? await pack(entry) : null
      if (block !== null && this.#closed.includes(entry)) this.#waiting = [...this.#waiting, { block, unsaved }]
      this.#closed = this.#closed.filter((other) => other !== entry)
    }
  }

  async #prune(): Promise<void> {
    const now = this.#now()
    if (now < this.#pruned + PRUNE_EVERY) return
    for (const step of STEPS) await this.#store.blocks.prune(step, oldest(step, now, this.#options.keep))
    for (const [pipeline, recent] of this.#recent) if (recent.at(-1)!.frame.seq <= now - RECENT) this.#recent.delete(pipeline)
    this.#pruned = now
  }

  /** Everything that was measured in a range, as one roll-up per point. */
  async #rollups(pipeline: string, { source, step, start, points }: Range): Promise<ReadonlyMap<number, Rollup>> {
    const rollups = new Map<number, Rollup>()
    const add = ({ at, seconds, frame }: Packed): void => {
      const i = Math.floor((at - start) / step)
      if (i < 0 || i >= points) return
      if (!rollups.has(i)) rollups.set(i, new Rollup())
      rollups.get(i)!.add(frame, seconds)
    }
    const open = this.#closed.filter((entry) => entry.pipeline === pipeline).map(({ block }) => block)
    const newest = [...open, ...(this.#tracks.get(pipeline)?.open ?? [])].filter((block) => block.step === source)
    const waiting = this.#waiting.map(({ block }) => block).filter((block) => block.pipeline === pipeline && block.step === source)
    const known = new Set([...newest, ...waiting].map(({ id }) => id))
    const frames = newest.flatMap((block) => block.packed())
    const query = { pipeline, step: source, from: start, to: start + points * step, limit: BLOCKS_PER_READ }
    for (let after: Block | null = null; ; ) {
      const blocks: readonly Block[] = await this.#store.blocks.read({ ...query, after })
      for (const block of blocks) if (!known.has(block.id)) for (const packed of await unpackBlock(block.data)) add(packed)
      if (blocks.length < BLOCKS_PER_READ) break
      after = blocks.at(-1)!
    }
    for (const block of waiting) for (const packed of await unpackBlock(block.data)) add(packed)
    for (const packed of frames) add(packed)
    return rollups
  }

  #now(): number {
    return Math.floor(this.#clock.now() / 1000)
  }
}

/** Begins to keep the frames on the bus. Throws what the store throws. */
export async function openHistory(bus: Bus, store: Store, clock: Clock, options: HistoryOptions = {}): Promise<FrameHistory> {
  return new FrameHistory(bus, store, clock, options, await store.blocks.firstFreeId())
}

async function pack({ pipeline, block }: Entry): Promise<Block> {
  const { id, step, start, end } = block
  block.unsaved = 0
  return { id, pipeline, step, start, end, data: await packBlock(block.packed()) }
}

function parseSeries(id: string): [MetricName, Target] {
  const [on, name] = id.split('|')
  if (name === undefined || !Object.hasOwn(metrics, name))
    throw new AppError('BAD_REQUEST', `${id} is no series`, {
      blame: 'user',
      hint: 'a series is a node, a wire or pipeline, then | and a metric',
    })
  return [name as MetricName, targetOf(on)]
}
