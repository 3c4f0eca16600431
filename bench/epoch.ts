import path from 'node:path'
import { machine, measure, table } from './measure.ts'

const SECONDS = 10
/** Records a second; the first is as good as none. */
const RATES = [0.01, 10, 100, 1_000, 10_000]

/** Measures what a run costs that has little to do: CPU share, and CPU time per epoch and per record above that of the idle run. Prints a table. */
export async function benchEpoch(): Promise<void> {
  console.log(machine())
  const rows: string[][] = []
  let idle = 0
  for (const rate of RATES) {
    const file = path.join(import.meta.dirname, 'pipelines/paced.yaml')
    const { cpuSeconds, seconds, epochs, peakMemoryBytes, nodes } = await measure(file, {
      set: { rate },
      args: ['--duration', `${SECONDS}s`],
    })
    if (rate === RATES[0]) idle = cpuSeconds
    const micros = (cpuSeconds - idle) * 1e6
    const records = nodes.records.recordsOut
    rows.push([
      String(rate),
      `${((100 * cpuSeconds) / seconds).toFixed(1)} %`,
      String(epochs),
      rate === RATES[0] ? '' : (micros / epochs).toFixed(0),
      rate === RATES[0] ? '' : (micros / records).toFixed(1),
      (peakMemoryBytes / 1e6).toFixed(0),
    ])
  }
  console.log(`${SECONDS} s each, start of the process included in the first row\n`)
  console.log(table(['records / s', 'CPU', 'epochs', 'µs CPU / epoch', 'µs CPU / record', 'peak MB'], rows))
}
