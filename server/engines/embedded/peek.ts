import type { Plan, PlanOp } from '../../../core/plan.ts'
import type { Cell, PeekRows, ViewColumns } from '../../../core/protocol.ts'
import type { Field } from '../../../core/shape.ts'
import { cellOf } from '../live-rows.ts'
import type { Clock } from '../runtime-type.ts'
import type { Batch } from './batch.ts'
import { type Framer, framerOf, recordsIn } from './decode/framer.ts'
import { outputName, probePlan } from './probe.ts'
import { Segment } from './segment.ts'
import type { SourceChunk } from './sources.ts'
import type { Outlet, Watcher } from './wiring.ts'

/** Records of a wire that are shown at once, and in a second. */
const BURST = 50
const RATE = 5
const TICK = 200
/** Of each source and stateful op, so much per tick is looked at. */
const MOST = { bytes: 64 * 1024, rows: 500 }
const TEXT: ViewColumns = [{ name: 'text', type: 'string' }]

export type Peeked = Omit<PeekRows, 'pipeline'>

export type PeekSpec = {
  readonly plan: Plan
  readonly clock: Clock
  /** Records that have passed each wire of the plan. */
  wires(): readonly number[]
  send(rows: Peeked): void
  failed(error: unknown): void
}

type Look = {
  readonly wire: number
  readonly output: string
  columns: ViewColumns
  rows: Cell[][]
  tokens: number
  told: number
  toldAt: number
}

/**
 * Shows records of wires at which somebody looks. The pipeline's own loops do not know of it: a sample of what comes in runs through a second set
 * of the stateless ops, and what stateful ops emit is looked at as it leaves.
 */
export class Peek {
  /** Look at what stateful ops emit, for `SegmentOptions.watch` of the pipeline itself. */
  readonly watchers: ReadonlyMap<string, Watcher>
  readonly #spec: PeekSpec
  readonly #emitted = new Map<string, readonly Field[]>()
  readonly #headers = new Map<string, Buffer>()
  #looks: Look[] = []
  #probe: Segment | null = null
  /** Sources that the probe has, and how much more of each may be looked at before the next tick. */
  readonly #fed = new Map<string, { most: number; left: number; probed: boolean }>()
  #cancel = (): void => {}

  constructor(spec: PeekSpec) {
    this.#spec = spec
    const stateful = spec.plan.ops.filter((op) => op.body.op === 'aggregate')
    this.watchers = new Map(
      stateful.flatMap((op) => (['out', 'late'] as const).map((port) => [outputName({ op: op.id, port }), this.#emits(op, port)])),
    )
  }

  /** Looks at these wires from now on, and at no others; unknown ones are passed over. */
  look(wires: readonly string[]): void {
    const { plan, clock } = this.#spec
    const passed = this.#spec.wires()
    this.#looks = plan.wires.flatMap((wire, i): Look[] => {
      if (!wires.includes(wire.id)) return []
      const known = this.#looks.find((look) => look.wire === i)
      const begun = { wire: i, output: outputName(wire.output), columns: [], rows: [], tokens: BURST, told: passed[i], toldAt: clock.now() }
      return [known ?? begun]
    })
    this.#begin()
  }

  /** Before a chunk is processed. */
  chunk(source: PlanOp, reader: PlanOp | undefined, chunk: SourceChunk): void {
    const codec = reader?.body.op === 'decode' ? reader.body.codec : null
    const { begins, bytes } = chunk
    if (codec?.kind === 'csv' && codec.header && begins !== undefined && bytes !== undefined)
      this.#headers.set(source.id, Buffer.from(begins.header ?? recordsIn(bytes, framerOf(codec)).next().value ?? bytes))
    if (this.#looks.length === 0) return
    this.#guarded(() => {
      if (bytes === undefined) this.#rows(source.id, chunk.batch)
      else this.#bytes(source.id, bytes, framerOf(codec), chunk)
    })
  }

  #begin(): void {
    this.#cancel()
    this.#probe = null
    this.#fed.clear()
    if (this.#looks.length === 0) return
    const { plan, clock } = this.#spec
    const tick = (): void => {
      this.#tell()
      for (const fed of this.#fed.values()) fed.left = fed.most
      this.#cancel = clock.timer(TICK, tick)
    }
    this.#cancel = clock.timer(TICK, tick)
    this.#guarded(() => {
      const outputs = this.#looks.map((look) => plan.wires[look.wire].output)
      const probe = probePlan(plan, outputs, (output) => this.#emitted.get(output))
      const watch = new Map(this.#looks.map(({ output }) => [output, (fields: readonly Field[]) => this.#shows(output, fields)]))
      this.#probe = probe === null ? null : new Segment(probe, { releaseFill: false, sink: () => () => {}, rejected: () => {}, watch })
      for (const { id, body } of [...plan.ops, ...(probe?.ops ?? [])]) {
        if (body.op !== 'source') continue
        const most = body.fields === null ? MOST.bytes : MOST.rows
        this.#fed.set(id, { most, left: most, probed: probe?.ops.some((op) => op.id === id) === true })
      }
    })
  }

  /** An output of a stateful op as the pipeline itself emits it. */
  #emits(op: PlanOp, port: 'out' | 'late'): Watcher {
    const output = outputName({ op: op.id, port })
    return (fields) => {
      this.#emitted.set(output, fields)
      const show = this.#shows(output, fields)
      return (batch) => {
        if (this.#looks.length === 0) return
        this.#guarded(() => {
          show(batch)
          this.#rows(output, batch)
        })
      }
    }
  }

  /** Keeps rows for those who look at an output. */
  #shows(output: string, fields: readonly Field[]): Outlet {
    const columns = fields.filter((f) => !f.name.startsWith('_'))
    const places = columns.map((column) => fields.indexOf(column))
    return (batch) => {
      for (const look of this.#looks) {
        if (look.output !== output) continue
        look.columns = columns
        for (let i = 0; i < batch.count && look.tokens >= 1; i++, look.tokens--) {
          const row = batch.sel === null ? i : batch.sel[i]
          look.rows.push(places.map((place) => cellOf(batch.columns[place], row)))
        }
      }
    }
  }

  #rows(source: string, batch: Batch): void {
    const fed = this.#fed.get(source)
    if (this.#probe === null || fed === undefined || !fed.probed) return
    const count = Math.min(fed.left, batch.count)
    fed.left -= count
    this.#probe.beginEpoch(this.#spec.clock.now())
    this.#probe.batch(source, { ...batch, count })
  }

  #bytes(source: string, bytes: Buffer, framer: Framer, { at, begins }: SourceChunk): void {
    const fed = this.#fed.get(source)!
    const end = bytes.length <= fed.left ? bytes.length : framer.lastEnd(bytes, 0, fed.left)
    if (end <= 0) return
    fed.left -= end
    const sample = bytes.subarray(0, end)
    this.#lines(outputName({ op: source, port: 'out' }), sample)
    if (this.#probe === null || !fed.probed) return
    this.#probe.beginEpoch(this.#spec.clock.now())
    const header = begins === undefined ? this.#headers.get(source) : begins.header
    if (header !== undefined) this.#probe.begins(source, header)
    this.#probe.bytes(source, sample, at)
  }

  /** A wire of undecoded bytes shows them as lines. */
  #lines(output: string, bytes: Buffer): void {
    for (const look of this.#looks) {
      if (look.output !== output) continue
      look.columns = TEXT
      for (let from = 0; from < bytes.length && look.tokens >= 1; look.tokens--) {
        const end = bytes.indexOf(10, from)
        const to = end < 0 ? bytes.length : end
        look.rows.push([bytes.utf8Slice(from, Math.min(to, from + 1_000))])
        from = to + 1
      }
    }
  }

  /** Sends what was kept, and once a second how much passed unseen. */
  #tell(): void {
    const passed = this.#spec.wires()
    const now = this.#spec.clock.now()
    for (const look of this.#looks) {
      look.tokens = Math.min(BURST, look.tokens + (RATE * TICK) / 1000)
      const missed = Math.max(0, passed[look.wire] - look.told - look.rows.length)
      if (look.rows.length === 0 && (missed === 0 || now - look.toldAt < 1000)) continue
      this.#spec.send({ wire: this.#spec.plan.wires[look.wire].id, columns: look.columns, rows: look.rows, missed })
      look.rows = []
      look.told = passed[look.wire]
      look.toldAt = now
    }
  }

  /** Whatever goes wrong here must not touch the run: then nobody looks any more. */
  #guarded(act: () => void): void {
    try {
      act()
    } catch (error) {
      this.#cancel()
      this.#looks = []
      this.#probe = null
      this.#spec.failed(error)
    }
  }
}
