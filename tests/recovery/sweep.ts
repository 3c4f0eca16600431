import path from 'node:path'
import type { Plan } from '../../core/plan.ts'
import type { RunOptions } from '../../server/engines/embedded/options.ts'
import { type Death, FaultFiles, type FaultOptions } from '../../server/testing/fault-files.ts'
import { newSender, type PipelineName, planOf, runOn, type Sender } from './pipelines.ts'

type More = Partial<RunOptions>
const WHENS = ['before', 'torn', 'after'] as const
const DEATHS: readonly Death[] = ['kill', 'power']

export type SweepOptions = {
  /** Every n-th operation. */
  step?: number
  /** Power losses tried per point. */
  seeds?: readonly number[]
  /** A planted bug. */
  ignored?: FaultOptions['ignored']
  more?: More
  /** Dies once more while recovering, at this operation of the second life. */
  again?: (point: number) => number
  /** Stops at the first failure. */
  first?: boolean
}

/** Runs a pipeline once for each file operation, dies there, recovers, and compares with the run that nothing disturbed. The answer is what went wrong, and how many points were tried. */
export async function sweep(name: PipelineName, dir: string, options: SweepOptions = {}): Promise<{ points: number; failures: string[] }> {
  const { step = 1, seeds = [1], ignored = [], more = {}, again } = options
  const plan = planOf(name, dir)
  const out = path.join(dir, 'out.jsonl')
  const reference = await undisturbed(name, plan, dir, out)
  const failures: string[] = []
  let points = 0
  for (let operation = 1; operation <= reference.operations; operation += step) {
    for (const when of WHENS) {
      for (const death of DEATHS) {
        for (const seed of death === 'power' ? seeds : [1]) {
          points++
          const sender = name === 'ingest' ? newSender() : null
          let files = disk(dir, { seed, ignored, crash: { operation, when } })
          await runOn(files, plan, dir, sender, more)
          if (!files.crashed) continue
          if (again !== undefined) {
            files = files.restart(death, { seed, ignored, crash: { operation: again(operation), when } })
            await runOn(files, plan, dir, sender, more)
          }
          files = files.restart(death, { seed, ignored })
          const result = await runOn(files, plan, dir, sender, more)
          const problem =
            result.state !== 'ended'
              ? `${result.state}: ${result.error?.code} ${result.error?.message.slice(0, 300)}`
              : !result.balanced
                ? `not balanced: ${result.imbalances.join('; ')}`
                : (wrongOutput(files.get(out).toString(), reference.output, sender) ?? wrongDeadLetters(files, reference.dead))
          if (problem !== null) failures.push(`${name}, ${death} ${when} operation ${operation}, seed ${seed}: ${problem}`)
          if (problem !== null && options.first) return { points, failures }
        }
      }
    }
  }
  return { points, failures }
}

const DEAD = '/state/dead-letters.jsonl'

async function undisturbed(
  name: PipelineName,
  plan: Plan,
  dir: string,
  out: string,
): Promise<{ operations: number; output: string; dead: string }> {
  const files = disk(dir, {})
  const result = await runOn(files, plan, dir, name === 'ingest' ? newSender() : null)
  if (result.state !== 'ended' || !result.balanced) throw new Error(`the undisturbed run: ${JSON.stringify(result)}`)
  return { operations: files.operations.length, output: files.get(out).toString(), dead: files.get(DEAD).toString() }
}

/** An empty disk with the folder of the output; its making does not count as an operation of the run. */
function disk(dir: string, options: FaultOptions): FaultFiles {
  const made = new FaultFiles()
  made.put(path.join(dir, 'there'), Buffer.from(''))
  return made.restart('kill', options)
}

const sorted = (text: string): string => text.split('\n').sort().join('\n')

function wrongOutput(got: string, want: string, sender: Sender | null): string | null {
  if (sender === null) return sorted(got) === sorted(want) ? null : `wrong output: ${got.length} bytes, wanted ${want.length}`
  const lines = got
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line).text as string)
  if (new Set(lines).size !== lines.length) return 'a line is there twice'
  if (lines.some((line) => !sender.lines.includes(line))) return 'an invented line'
  const lost = sender.logged.find((n) => !lines.includes(sender.lines[n]))
  return lost === undefined ? null : `line ${lost} reached the ingest log and is lost`
}

function wrongDeadLetters(files: FaultFiles, want: string): string | null {
  const messages = (text: string): string =>
    text
      .split('\n')
      .filter((l) => l !== '')
      .map((l) => JSON.parse(l).raw as string)
      .join('\n')
  return messages(files.get(DEAD).toString()) === messages(want) ? null : 'wrong dead letters'
}
