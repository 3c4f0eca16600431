import fs from 'node:fs'
import net from 'node:net'
import { fileURLToPath } from 'node:url'
import { apply } from '../../core/edit/apply.ts'
import { catalogue } from '../../nodes/types.gen.ts'
import type { Pipelines } from '../services.ts'
import type { SettingStore } from '../store/store.ts'

/** What a new installation shows: examples that need nothing else. */
const DEMOS = ['word-count', 'this-machine'] as const
const SEEDED = 'demos.seeded'
/** The word count listens on the first of these ports that is free. */
const PORTS = Array.from({ length: 10 }, (_, i) => 9990 + i)

/** Makes, deploys and starts the demo pipelines once in the life of an installation; who deletes them does not get them back. */
export async function seedDemos(pipelines: Pick<Pipelines, 'create' | 'deploy' | 'list'>, settings: SettingStore): Promise<void> {
  if ((await settings.get(SEEDED)) !== null) return
  const there = new Set((await pipelines.list()).map(({ name }) => name))
  for (const demo of DEMOS) {
    if (there.has(demo)) continue // the server died while it made them
    await pipelines.create(await textOf(demo))
    await pipelines.deploy(demo, { start: true })
  }
  await settings.set(SEEDED, new Date().toISOString())
}

async function textOf(demo: (typeof DEMOS)[number]): Promise<string> {
  const text = fs.readFileSync(fileURLToPath(new URL(`../../examples/${demo}/pipeline.yaml`, import.meta.url)), 'utf8')
  if (demo !== 'word-count') return text
  const port = await freePort()
  return port === PORTS[0]
    ? text
    : ['port', 'senderPort'].reduce((edited, name) => apply(edited, { do: 'set-param', name, value: port }, catalogue).text, text)
}

/** The first free one; the first of all when none is, so that its run says what is wrong. */
async function freePort(): Promise<number> {
  for (const port of PORTS) {
    const free = await new Promise<boolean>((resolve) => {
      const probe = net.createServer()
      probe.once('error', () => resolve(false))
      probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
    })
    if (free) return port
  }
  return PORTS[0]
}
