import type { Pipelines, Templates } from '../services.ts'
import type { SettingStore } from '../store/store.ts'

/** What a new installation shows. */
const DEMOS = ['word-count', 'this-machine'] as const
const SEEDED = 'demos.seeded'

/** Makes and starts the demo pipelines once in the life of an installation; who deletes them does not get them back. */
export async function seedDemos(pipelines: Pick<Pipelines, 'list'>, templates: Templates, settings: SettingStore): Promise<void> {
  if ((await settings.get(SEEDED)) !== null) return
  const there = new Set((await pipelines.list()).map(({ name }) => name))
  for (const name of DEMOS) {
    if (there.has(name)) continue // the server died while it made them
    await templates.create(name, { name, start: true })
  }
  await settings.set(SEEDED, new Date().toISOString())
}
