import fs from 'node:fs'
import { afterAll, expect, test } from 'vitest'
import { seed, slice } from '../seed.ts'
import { inputFolder, type PipelineName, pipelines } from './pipelines.ts'
import { sweep } from './sweep.ts'

const dir = inputFolder()
afterAll(() => fs.rmSync(dir, { recursive: true }))

/** The commit chooses what a loss of power leaves; a slice tries fewer of them. */
const seeds = Array.from({ length: slice ? 3 : 20 }, (_, i) => seed + i)

test.each(Object.keys(pipelines) as PipelineName[])(
  '%s: dying at any file operation, then again at each of the first operations of the recovery',
  async (name) => {
    let points = 0
    for (const again of [undefined, 1, 3, 5, 8, 12]) {
      const found = await sweep(name, dir, {
        seeds,
        step: again === undefined ? 1 : 4,
        ...(again === undefined ? {} : { again: () => again }),
      })
      expect(found.failures).toEqual([])
      points += found.points
    }
    expect(points).toBeGreaterThan(1000)
  },
)
