import { expect, test } from 'vitest'
import type { z } from 'zod'
import { Writer } from '../../../server/engines/embedded/writer.ts'
import { BatchBuilder, type Sink } from '../../../server/engines/runtime-type.ts'
import { HandClock } from '../../../server/testing/clock.ts'
import { sinkContext } from '../../../server/testing/contexts.ts'
import { Crash, type CrashPoint, type Death, FaultFiles, type FaultOptions } from '../../../server/testing/fault-files.ts'
import node from './node.ts'
import runtime from './runtime.ts'

type Commit = { epoch: number; ref: unknown; bytes: Buffer | null; records: number }
/** A journal that never fails: what is committed, and from where on it still knows outputs. */
type Journal = { commits: Commit[]; keptFrom: number }
type Case = {
  config: z.input<typeof node.config>
  output?: 'complete'
  epochs: readonly (readonly number[])[]
  there?: Record<string, string>
  expected: Record<string, string>
}

const FLUSH_EVERY = 3
const clock = new HandClock()
const lines = (numbers: readonly number[]) => numbers.map((n) => `{"n":${n}}\n`).join('')

function encoded(sink: Sink, numbers: readonly number[]): Buffer {
  const builder = new BatchBuilder([{ name: 'n', type: 'long' }])
  for (const n of numbers) {
    builder.next()
    builder.number(0, n)
  }
  const out = new Writer()
  if (numbers.length > 0) sink.encode(builder.take(0), out)
  return out.view()
}

/** One life: recovers, commits what is missing and publishes one epoch behind, as the engine does. */
async function live({ config, output, epochs }: Case, files: FaultFiles, journal: Journal): Promise<void> {
  const { context } = sinkContext({ clock, files, fields: { n: 'long' }, ...(output ? { output } : {}) })
  const sink = runtime.sink!(node.config.parse(config), context)
  const { published } = await sink.open(1, journal.commits.at(-1) ?? null)
  for (const commit of journal.commits) if (commit.epoch > Math.max(published!, journal.keptFrom)) await sink.publish(commit.epoch, commit)
  let waiting: Commit | null = null
  for (let epoch = journal.commits.length + 1; epoch <= epochs.length + 1; epoch++) {
    const numbers = epoch === 1 ? [] : epochs[epoch - 2]
    const bytes = encoded(sink, numbers)
    const { ref, staged } = sink.stage!(epoch, bytes)
    const commit = { epoch, ref: structuredClone(ref), bytes: staged ? null : Buffer.from(bytes), records: numbers.length }
    journal.commits.push(commit)
    if (waiting !== null) await sink.publish(waiting.epoch, waiting)
    waiting = commit
    if (epoch % FLUSH_EVERY === 0) {
      await sink.publish(waiting.epoch, waiting)
      waiting = null
      sink.flush!()
      journal.keptFrom = epoch
    }
  }
  if (waiting !== null) await sink.publish(waiting.epoch, waiting)
  sink.flush!()
  await sink.close(true)
}

function disk({ there }: Case, options: FaultOptions): FaultFiles {
  const files = new FaultFiles(options)
  files.put('/tmp/keep', Buffer.from(''))
  for (const [name, content] of Object.entries(there ?? {})) files.put(name, Buffer.from(content))
  return files
}

function found(files: FaultFiles): Record<string, string> {
  return Object.fromEntries(files.list('/out').map((name) => [`/out/${name}`, `${files.get(`/out/${name}`)}`]))
}

async function dies(act: () => Promise<void>): Promise<boolean> {
  try {
    await act()
    return false
  } catch (error) {
    if (error instanceof Crash) return true
    throw error
  }
}

const big = Array.from({ length: 100_000 }, (_, i) => i + 1_000_000)
const cases: Record<string, Case> = {
  'one file': {
    config: { path: '/out/a.jsonl' },
    epochs: [[1], [2, 3], [], [4], [5], [6]],
    expected: { '/out/a.jsonl': lines([1, 2, 3, 4, 5, 6]) },
  },
  'one file, appended to': {
    config: { path: '/out/a.csv', format: 'csv', exists: 'append' },
    there: { '/out/a.csv': 'n\n0' },
    epochs: [[1], [2], [3], [4]],
    expected: { '/out/a.csv': 'n\n0\n1\n2\n3\n4\n' },
  },
  'one file, replaced': {
    config: { path: '/out/a.jsonl', exists: 'replace' },
    there: { '/out/a.jsonl': 'old and longer than what comes\n' },
    epochs: [[1], [2]],
    expected: { '/out/a.jsonl': lines([1, 2]) },
  },
  'numbered files': {
    config: { path: '/out/a.csv', format: 'csv', roll: { count: 2 } },
    epochs: [[1], [2], [3, 4, 5], [], [6], [7], [8]],
    expected: {
      '/out/a-000001.csv': 'n\n1\n2\n',
      '/out/a-000002.csv': 'n\n3\n4\n5\n',
      '/out/a-000003.csv': 'n\n6\n7\n',
      '/out/a-000004.csv': 'n\n8\n',
    },
  },
  'large output': {
    config: { path: '/out/a.jsonl', roll: { size: '1MiB' } },
    epochs: [[1], big, [2]],
    expected: { '/out/a-000001.jsonl': lines([1, ...big]), '/out/a-000002.jsonl': lines([2]) },
  },
  'a table': {
    config: { path: '/out/a.jsonl' },
    output: 'complete',
    epochs: [[1], [1, 2], [1, 2, 3], [3]],
    expected: { '/out/a.jsonl': lines([3]) },
  },
}

test.each(Object.entries(cases))('%s: right after a death at any file operation, killed or without power', async (_, one) => {
  const calm = disk(one, {})
  await live(one, calm, { commits: [], keptFrom: 0 })
  expect(found(calm)).toEqual(one.expected)
  const count = calm.operations.length
  expect(count).toBeGreaterThan(5)
  for (let operation = 1; operation <= count; operation++) {
    for (const when of ['before', 'torn', 'after'] as const satisfies CrashPoint['when'][]) {
      for (const death of ['kill', 'power'] as const satisfies Death[]) {
        const at = `operation ${operation} (${calm.operations[operation - 1].kind}) ${when} ${death}`
        const journal: Journal = { commits: [], keptFrom: 0 }
        const seed = operation * 7
        let files = disk(one, { crash: { operation, when }, seed })
        expect(await dies(() => live(one, files, journal)), at).toBe(true)
        // the second life dies early too, while it recovers
        files = files.restart(death, { crash: { operation: 1 + (operation % 4), when }, seed })
        if (await dies(() => live(one, files, journal))) files = files.restart(death, { seed })
        else files = files.restart('kill', {})
        await live(one, files, journal)
        expect(found(files), at).toEqual(one.expected)
        expect(found(files.restart('power', { seed })), `${at}, power lost at the end`).toEqual(one.expected)
      }
    }
  }
})
