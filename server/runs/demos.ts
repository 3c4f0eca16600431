import fs from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Pipelines } from '../services.ts'
import type { SettingStore } from '../store/store.ts'

/** What a new installation shows: examples that need nothing else. */
const DEMOS = ['word-count', 'this-machine'] as const
const SEEDED = 'demos.seeded'

const textOf = (name: string): string =>
  fs.readFileSync(fileURLToPath(new URL(`../../examples/${name}/pipeline.yaml`, import.meta.url)), 'utf8')

/** Makes, deploys and starts the demo pipelines once in the life of an installation; who deletes them does not get them back. */
export async function seedDemos(pipelines: Pick<Pipelines, 'create' | 'deploy' | 'list'>, settings: SettingStore): Promise<void> {
  if ((await settings.get(SEEDED)) !== null) return
  const there = new Set((await pipelines.list()).map(({ name }) => name))
  for (const demo of DEMOS) {
    if (there.has(demo)) continue // the server died while it made them
    await pipelines.create(textOf(demo))
    await pipelines.deploy(demo, { start: true })
  }
  await settings.set(SEEDED, new Date().toISOString())
}
