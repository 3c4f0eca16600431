import fs from 'node:fs'
import { afterAll, expect, test } from 'vitest'
import { runtimes } from '../../nodes/runtimes.gen.ts'
import type { AnyRuntime, Runtimes } from '../../server/engines/runtime-type.ts'
import { inputFolder, type PipelineName, pipelines } from './pipelines.ts'
import { type SweepOptions, sweep } from './sweep.ts'

const dir = inputFolder()
afterAll(() => fs.rmSync(dir, { recursive: true }))

test.each(Object.keys(pipelines) as PipelineName[])('%s: dying at any file operation changes nothing', async (name) => {
  const { points, failures } = await sweep(name, dir)
  expect(failures).toEqual([])
  expect(points).toBeGreaterThan(200)
})

test.each(Object.keys(pipelines) as PipelineName[])('%s: dying again while recovering changes nothing', async (name) => {
  const { failures } = await sweep(name, dir, { step: 5, again: (point) => 1 + (point % 9) })
  expect(failures).toEqual([])
})

/** The file sink with a bug. */
const sinkWith = (change: (sink: ReturnType<NonNullable<AnyRuntime['sink']>>) => object): SweepOptions => {
  const broken: Runtimes = {
    ...runtimes,
    'consign.file': async () => {
      const file = await runtimes['consign.file']()
      return {
        sink(config, context) {
          const sink = file.sink!(config, context)
          return Object.assign(Object.create(sink), change(sink))
        },
      }
    },
  }
  return { more: { runtimes: broken } }
}

const bugs: Record<string, [PipelineName, SweepOptions]> = {
  'a commit is not synced': ['windows', { ignored: [{ kind: 'fdatasync', path: /\.wal/ }] }],
  'a snapshot is not synced': ['windows', { ignored: [{ kind: 'fdatasync', path: /\/s-\d/ }] }],
  'folders are not synced': ['windows', { ignored: [{ kind: 'syncDir' }] }],
  'the ingest log is not synced before it is acknowledged': ['ingest', { ignored: [{ kind: 'fdatasync', path: /\/i-/ }] }],
  'the output is not synced before the journal forgets it': ['stateless', { ignored: [{ kind: 'fdatasync', path: /out\.jsonl/ }] }],
  'what no commit names is taken for committed': [
    'stateless',
    sinkWith((sink) => ({
      // bytes that were staged before a commit that never came stay in the file
      async open(generation: number) {
        return sink.open(generation, null)
      },
    })),
  ],
  'nothing is published again after a crash': [
    'stateless',
    sinkWith((sink) => ({
      async open(generation: number, last: { epoch: number; ref: unknown } | null) {
        await sink.open(generation, last)
        return { published: last?.epoch ?? 0 }
      },
    })),
  ],
}

test.each(Object.entries(bugs))('a planted bug is caught: %s', async (_, [name, options]) => {
  const { failures } = await sweep(name, dir, { ...options, seeds: [1, 2, 3], first: true })
  expect(failures).not.toEqual([])
})
