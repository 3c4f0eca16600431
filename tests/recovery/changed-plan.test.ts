import fs from 'node:fs'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { FaultFiles } from '../../server/testing/fault-files.ts'
import { inputFolder, pipelines, planFrom, planOf, runOn } from './pipelines.ts'

const dir = inputFolder()
afterAll(() => fs.rmSync(dir, { recursive: true }))

const before = planOf('windows', dir)
/** A further sink whose id comes first, and a filter: nothing that state depends on. */
const widened = planFrom(
  pipelines.windows
    .replace(
      '\n  out:',
      '\n  also: { type: consign.file, config: { path: OUTALSO } }\n  all: { type: compose.filter, config: { where: n >= 0 } }\n  out:',
    )
    .replace('wires: [in -> decode -> time', 'wires: [decode -> also, in -> decode -> all -> time'),
  dir,
)
const out = path.join(dir, 'out.jsonl')
const empty = (options = {}) => {
  const made = new FaultFiles()
  made.put(path.join(dir, 'there'), Buffer.from(''))
  return made.restart('kill', options)
}
const sorted = (files: FaultFiles): string[] => files.get(out).toString().split('\n').sort()

test('a pipeline that changed while it lay dead at any operation goes on with the state that still fits', async () => {
  const calm = empty()
  await runOn(calm, before, dir, null)
  const wrong: string[] = []
  let points = 0
  for (let operation = 1; operation <= calm.operations.length; operation += 2) {
    for (const death of ['kill', 'power'] as const) {
      const first = empty({ crash: { operation, when: 'after' } })
      await runOn(first, before, dir, null)
      if (!first.crashed) continue
      points++
      const files = first.restart(death)
      const { state, error, balanced } = await runOn(files, widened, dir, null, { changed: 'keep' })
      if (state !== 'ended' || !balanced) wrong.push(`${death} after ${operation}: ${state} ${error?.message}`)
      else if (sorted(files).join() !== sorted(calm).join()) wrong.push(`${death} after ${operation}: wrong output`)
    }
  }
  expect(wrong).toEqual([])
  expect(points).toBeGreaterThan(50)
})

test('a changed window begins anew, the source goes on; nothing of the old window comes back later', async () => {
  const calm = empty()
  await runOn(calm, before, dir, null)
  const middle = Math.floor(calm.operations.length / 2)
  const first = empty({ crash: { operation: middle, when: 'after' } })
  await runOn(first, before, dir, null)
  const files = first.restart('kill')
  const told: string[] = []
  const log = (_: string, __: string, message: string): void => void told.push(message)
  const longer = planFrom(pipelines.windows.replace('size: 4s', 'size: 8s'), dir)
  const result = await runOn(files, longer, dir, null, { changed: 'keep', log })
  expect(result).toMatchObject({ state: 'ended', balanced: true })
  expect(told).toContainEqual('the pipeline changed; kept: in, time, out; begun anew: count; forgotten: count')
  const lines = sorted(files).length
  const again = files.restart('kill')
  expect(await runOn(again, before, dir, null, { changed: 'keep' })).toMatchObject({ state: 'ended', balanced: true })
  expect(sorted(again)).toHaveLength(lines) // all input was read: the window that came back holds nothing
})

test('a rule on a field may come and go: the state of any moment goes on, without leave to change', async () => {
  const calm = empty()
  await runOn(calm, before, dir, null)
  const ruled = planFrom(
    `${pipelines.windows}\nalerts: [{ name: big, on: count, field: s, above: 3 }, { name: in, on: time, field: n, above: 3 }]`,
    dir,
  )
  expect(ruled.taps).toHaveLength(2)
  let points = 0
  for (let operation = 1; operation <= calm.operations.length; operation += 5) {
    for (const [one, other] of [
      [before, ruled],
      [ruled, before],
    ] as const) {
      const first = empty({ crash: { operation, when: 'after' } })
      await runOn(first, one, dir, null)
      if (!first.crashed) continue
      points++
      const files = first.restart('kill')
      expect(await runOn(files, other, dir, null)).toMatchObject({ state: 'ended', balanced: true })
      expect(sorted(files)).toEqual(sorted(calm))
    }
  }
  expect(points).toBeGreaterThan(20)
})

test('without leave to change, a changed plan is refused and the state stays as it is', async () => {
  const files = empty()
  await runOn(files, before, dir, null)
  const held = sorted(files)
  expect(await runOn(files, widened, dir, null)).toMatchObject({ state: 'failed', error: { code: 'STATE_MISMATCH' } })
  expect(sorted(files)).toEqual(held)
})
