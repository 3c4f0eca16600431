import { type Drawing, readDrawing } from '../drawing.ts'
import { documentOf } from '../edit/fragment.ts'
import { type End, wireId } from '../edit/wires.ts'
import { type Issue, type IssueCode, issueCodes } from '../issue.ts'
import type { Shape } from '../shape.ts'
import type { Words } from '../words.ts'
import { arriving, fitOf, type Inputs } from './fit.ts'
import { between, eventTimes, type Fix, fixAll } from './fix.ts'
import type { Reading } from './reading.ts'

/** What no setting of the node can put right: the wire itself does not fit. */
export const STRUCTURAL: ReadonlySet<IssueCode> = new Set([
  'ALREADY_DECODED',
  'OUTPUT_NEEDS_REPLACE',
  'SECOND_WATERMARK',
  'STATEFUL_AFTER_UPDATES',
  'WINDOW_NEEDS_EVENT_TIME',
])

/** Why two ports do not fit, and what would help. */
export type Misfit = { readonly code: IssueCode; readonly reason: Words; readonly fixes: readonly Fix[] }

/** Answers about the ports of a document that can be read: what they carry, and what may be wired to what. */
export class Wiring {
  readonly #reading: Reading
  readonly #drawing: Drawing
  readonly #out = new Map<string, Shape | null>()

  constructor(reading: Reading & { readonly pipeline: NonNullable<Reading['pipeline']> }) {
    this.#reading = reading
    this.#drawing = readDrawing(reading.pipeline, reading.catalogue)
  }

  /** What leaves by an out-port, wired or not; null when it is not known. */
  outShape(end: End): Shape | null {
    const key = `${end.node}.${end.port}`
    if (!this.#out.has(key)) this.#out.set(key, this.#findOut(end))
    return this.#out.get(key)!
  }

  /** What arrives at an in-port, decoded unless the node wants bytes; null when nothing is wired to it or it is not known. */
  inShape({ node, port }: End): Shape | null {
    const type = this.#drawing.nodes.get(node)?.type
    return type === undefined ? null : arriving(type, this.#inputs(node)[port] ?? [])
  }

  /** Why a wire cannot join two ports; null when it can. */
  misfit(from: End, to: End): Misfit | null {
    const [source, target] = [this.#drawing.nodes.get(from.node), this.#drawing.nodes.get(to.node)]
    if (source === undefined || target === undefined) return null
    if (!target.ports.in.includes(to.port))
      return refusal('UNKNOWN_PORT', `\`${to.node}\` takes nothing in`, `\`${to.node}\` 没有这个输入端口`)
    if (!source.ports.out.includes(from.port) && from.port !== 'late')
      return refusal('UNKNOWN_PORT', `nothing leaves \`${from.node}\` there`, `\`${from.node}\` 没有这个输出端口`)
    if (this.#drawing.into.get(to.node)?.some((wire) => wire.id === wireId({ from, to })) === true)
      return refusal('DUPLICATE_WIRE', 'they are wired already', '它们已经相连')
    if (from.node === to.node || this.#leads(to.node, from.node))
      return refusal('CYCLE', 'the wires would lead in a circle', '连线会形成环')
    const shape = this.outShape(from)
    if (shape === null) return null
    const known = this.#inputs(to.node)
    const inputs = { ...known, [to.port]: [...(known[to.port] ?? []), shape] }
    if (arriving(target.type, inputs[to.port]) === null && (known[to.port] ?? []).length > 0)
      return refusal(
        'FIELD_TYPE',
        `its fields do not go together with those of the other wires into \`${to.node}\``,
        `其字段与接入 \`${to.node}\` 的其他连线不一致`,
      )
    const found = fitOf(target.type, target.graph.config, inputs).issues.find((i) => STRUCTURAL.has(i.code))
    if (found === undefined) return null
    const reason = { en: found.message, zh: issueCodes[found.code][1].zh }
    return { code: found.code, reason, fixes: this.#fixes(found, from, to, shape) }
  }

  #fixes({ code }: Issue, from: End, to: End, shape: Shape): Fix[] {
    if (code !== 'WINDOW_NEEDS_EVENT_TIME') return []
    const document = documentOf(this.#reading.text)
    return eventTimes(shape).map(({ words, config }) =>
      fixAll(words.en, words.zh, ...between(document, 'collect.event-time', config, [from], to, [])),
    )
  }

  #inputs(node: string): Inputs {
    const shapes = this.#reading.compiled?.shapes ?? {}
    const wires = (this.#drawing.into.get(node) ?? []).filter(({ id }) => shapes[id] !== undefined)
    return Object.fromEntries(
      Map.groupBy(wires, ({ to }) => to.port)
        .entries()
        .map(([port, into]) => [port, into.map(({ id }) => shapes[id])]),
    )
  }

  #leads(from: string, to: string): boolean {
    const seen = new Set([from])
    for (const node of seen) {
      if (node === to) return true
      for (const wire of this.#drawing.outOf.get(node) ?? []) seen.add(wire.to.node)
    }
    return false
  }

  #findOut(end: End): Shape | null {
    const wire = this.#drawing.outOf.get(end.node)?.find(({ from }) => from.port === end.port)
    const known = wire === undefined ? undefined : this.#reading.compiled?.shapes[wire.id]
    if (known !== undefined) return known
    const node = this.#drawing.nodes.get(end.node)
    if (node === undefined) return null
    return fitOf(node.type, node.graph.config, this.#inputs(end.node)).shapes[end.port] ?? null
  }
}

const refusal = (code: IssueCode, en: string, zh: string): Misfit => ({ code, reason: { en, zh }, fixes: [] })
