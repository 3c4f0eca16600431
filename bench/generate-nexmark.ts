import { parseArgs } from 'node:util'
import { report, writeDataFiles } from './data-files.ts'
import { NexmarkEvents } from './nexmark-events.ts'

/** SHA-256 of all files in order, with the other settings left at their defaults. */
const KNOWN: Record<string, string> = {
  '1000000 events, seed 42': 'fc9f3ebefc1dfd7a2bd1c4bea91ade5e93ff8e7f58174a1970b474fe126b2463',
  '5000000 events, seed 42': '853f472ef4d4826e7cc8529f0fd4f5b2d229e04cef11deb9b26ed0c79cb5bfeb',
}

const DEFAULT_RATE = 10_000
const DEFAULT_START = 1_700_000_000_000
/** Writes Nexmark events as a folder of JSON lines: `--out DIR [--events 1000000] [--files 10] [--seed 42] [--rate 10000] [--start MS]`. */
export function generateNexmark(args: readonly string[]): void {
  const { values } = parseArgs({
    args: [...args],
    options: {
      events: { type: 'string', default: '1000000' },
      out: { type: 'string' },
      files: { type: 'string', default: '10' },
      seed: { type: 'string', default: '42' },
      rate: { type: 'string', default: String(DEFAULT_RATE) },
      start: { type: 'string', default: String(DEFAULT_START) },
    },
  })
  if (values.out === undefined) throw new Error('say where to: --out DIR')
  const count = Number(values.events)
  const settings = { seed: Number(values.seed), rate: Number(values.rate), start: Number(values.start) }
  const events = new NexmarkEvents(settings)
  const what = `${count} events, seed ${settings.seed}`
  const sha256 = writeDataFiles({
    out: values.out,
    files: Number(values.files),
    count,
    name: (file) => `events-${String(file).padStart(4, '0')}.jsonl`,
    write: (bytes, from, to) => {
      for (let n = from; n < to; n++) events.write(bytes, n)
    },
    about: { events: count, ...settings },
  })
  report(what, sha256, settings.rate === DEFAULT_RATE && settings.start === DEFAULT_START ? KNOWN[what] : undefined)
}

if (import.meta.main) generateNexmark(process.argv.slice(2))
