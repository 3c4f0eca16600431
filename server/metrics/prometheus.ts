import { type MetricName, metricOf, type Target } from '../../core/metric-names.ts'
import { type Frame, Sketch } from '../../core/metrics.ts'
import type { Clock } from '../engines/runtime-type.ts'
import type { Bus, BusEvents, MetricHistory, Prometheus } from '../services.ts'
import { nodeColumnNames, nodeColumns } from './columns.ts'
import { Rollup } from './rollup.ts'

/** A pipeline whose newest frame is older runs no more: it has totals and no gauges. */
const STALE_SECONDS = 10
const LATENCY_SECONDS = 60
const QUANTILES = [0.5, 0.95, 0.99]

type Labels = Readonly<Record<string, string>>
type Samples = { labels: Labels; value: number }[]
type Kind = 'counter' | 'gauge'

/** Adds up the frames on the bus, because Prometheus asks for totals: they begin anew with the server, as Prometheus expects. */
export function openPrometheus(bus: Bus, history: MetricHistory, clock: Clock): Prometheus {
  const totals = new Map<string, Rollup>()
  const add = ({ pipeline, frame }: BusEvents['frame'][0]): void => {
    const total = totals.get(pipeline) ?? new Rollup()
    totals.set(pipeline, total)
    total.add(frame)
  }
  const forget = (change: BusEvents['changed'][0]): void => {
    if ('deleted' in change) totals.delete(change.name)
  }
  const leftOut = new Map<string, number>()
  const count = ({ event, clients }: BusEvents['leftOut'][0]): void => {
    leftOut.set(event, (leftOut.get(event) ?? 0) + clients)
  }
  bus.on('frame', add)
  bus.on('leftOut', count)
  bus.on('changed', forget)
  return {
    text() {
      const page = new Page()
      for (const [pipeline, total] of totals) {
        addTotals(page, pipeline, total.frame())
        const frames = history.recent(pipeline).map(({ frame }) => frame)
        const newest = frames.at(-1)
        const running = newest !== undefined && newest.seq >= clock.now() / 1000 - STALE_SECONDS
        page.add('gauge', 'pipeline_running', 'Whether frames of the pipeline arrive.', { pipeline }, Number(running))
        if (running)
          addGauges(
            page,
            pipeline,
            newest,
            frames.filter(({ seq }) => seq > newest.seq - LATENCY_SECONDS),
          )
      }
      page.add('counter', 'history_frames_lost_total', 'Frames that metric history could not keep, for each resolution.', {}, history.lost)
      for (const [event, n] of leftOut)
        page.add(
          'counter',
          'socket_messages_left_out_total',
          'Messages that clients did not get because they read too slowly.',
          { event },
          n,
        )
      return page.text()
    },
    close() {
      bus.off('frame', add)
      bus.off('leftOut', count)
      bus.off('changed', forget)
    },
  }
}

function addTotals(page: Page, pipeline: string, { index, nodes, wires, errors, dropped, run }: Frame): void {
  const counters = nodeColumnNames.filter((name) => nodeColumns[name].way === 'sum')
  for (const name of counters)
    for (const [i, node] of index.nodes.entries())
      page.add('counter', `node_${snake(name)}_total`, `Sum of ${name} of a node.`, { pipeline, node }, nodes[name][i]!)
  for (const [i, wire] of index.wires.entries())
    page.add('counter', 'wire_records_total', 'Records that went over a wire.', { pipeline, wire }, wires.records[i])
  for (const [node, counts] of Object.entries(errors))
    for (const [code, n] of Object.entries(counts))
      page.add('counter', 'node_errors_total', 'Errors of a node by code.', { pipeline, node, code }, n)
  for (const [on, counts] of Object.entries(dropped))
    for (const [reason, n] of Object.entries(counts))
      page.add('counter', 'dropped_total', 'Records dropped at a node or wire by reason.', { pipeline, on, reason }, n)
  page.add('counter', 'pipeline_epochs_total', 'Epochs committed.', { pipeline }, run.epochs)
  page.add('counter', 'pipeline_epoch_seconds_total', 'Time from cut to commit of epochs.', { pipeline }, run.epochMs / 1000)
  page.add('counter', 'pipeline_commit_seconds_total', 'Time of the commits alone.', { pipeline }, run.commitMs / 1000)
  page.add('counter', 'pipeline_cpu_seconds_total', 'CPU time of the process of the run.', { pipeline }, run.cpuMs / 1000)
}

/** Gauges as metrics.ts measures them, in Prometheus' base units: name, divisor, what it is. */
const gauges = {
  node: [
    ['busy', 'node_busy_ratio', 1, 'Share of the second in which a node worked.'],
    ['backpressured', 'node_backpressured_ratio', 1, 'Share of the second in which a node waited for one behind it.'],
    ['stateRows', 'node_state_rows', 1, 'Rows of state of a node.'],
    ['stateBytes', 'node_state_bytes', 1, 'Bytes of state of a node.'],
    ['lagRecords', 'node_lag_records', 1, 'Records that wait in front of a source.'],
    ['connectionUp', 'node_connection_up', 1, 'Whether a source that holds a connection is connected.'],
  ],
  wire: [
    ['queueRecords', 'wire_queue_records', 1, 'Records that wait on a wire.'],
    ['queueBytes', 'wire_queue_bytes', 1, 'Bytes that wait on a wire.'],
    ['fill', 'wire_fill_ratio', 1, 'Share of a wire’s queue that is in use.'],
  ],
  pipeline: [
    ['memoryBytes', 'pipeline_memory_bytes', 1, 'Memory of the process of the run.'],
    ['snapshotAgeMs', 'pipeline_snapshot_age_seconds', 1000, 'Age of the newest snapshot.'],
    ['watermarkDelayMs', 'pipeline_watermark_delay_seconds', 1000, 'How far the watermark is behind.'],
  ],
} as const satisfies Record<string, readonly (readonly [MetricName, string, number, string])[]>

function addGauges(page: Page, pipeline: string, newest: Frame, lastMinute: readonly Frame[]): void {
  const add = (list: (typeof gauges)[keyof typeof gauges], on: Target, labels: Labels): void => {
    for (const [metric, name, divisor, help] of list) {
      const value = metricOf(newest, metric, on)
      if (value !== null) page.add('gauge', name, help, labels, value / divisor)
    }
  }
  for (const node of newest.index.nodes) add(gauges.node, { node }, { pipeline, node })
  for (const wire of newest.index.wires) add(gauges.wire, { wire }, { pipeline, wire })
  add(gauges.pipeline, 'pipeline', { pipeline })

  const minute = new Rollup()
  for (const frame of lastMinute) minute.add(frame)
  const { index, nodes } = minute.frame()
  for (const [i, sketch] of nodes.latency.entries()) {
    if (sketch === null) continue
    const merged = Sketch.from(sketch)
    for (const quantile of QUANTILES) {
      const labels = { pipeline, node: index.nodes[i], quantile: String(quantile) }
      const help = 'From ingest to published, over the last minute.'
      page.add('gauge', 'node_latency_seconds', help, labels, merged.quantile(quantile)! / 1000)
    }
  }
}

/** Samples by metric, since the format wants those of one metric together. */
class Page {
  readonly #families = new Map<string, { readonly kind: Kind; readonly help: string; readonly samples: Samples }>()

  add(kind: Kind, name: string, help: string, labels: Labels, value: number): void {
    const family = this.#families.get(name) ?? { kind, help, samples: [] }
    this.#families.set(name, family)
    family.samples.push({ labels, value })
  }

  text(): string {
    const lines = [...this.#families].flatMap(([name, { kind, help, samples }]) => [
      `# HELP millrace_${name} ${help}`,
      `# TYPE millrace_${name} ${kind}`,
      ...samples.map(({ labels, value }) => `millrace_${name}${labelText(labels)} ${value}`),
    ])
    return `${lines.join('\n')}\n`
  }
}

function labelText(labels: Labels): string {
  const escaped = (text: string) => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"')
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`)
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}

const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
