import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ownMachine } from '../connections/egress.ts'
import { SecretStore } from '../connections/secret-store.ts'
import { machineClock } from '../engines/machine-clock.ts'
import { Bus, type Templates } from '../services.ts'
import { openStore } from '../store/prisma-store.ts'
import type { Store } from '../store/store.ts'
import { becomes } from '../testing/bus-events.ts'
import { openPipelines, type RunningPipelines } from './pipelines.ts'
import { openTemplates } from './templates.ts'

let home: string
let store: Store
let bus: Bus
let pipelines: RunningPipelines
let templates: Templates

beforeEach(async () => {
  home = fs.mkdtempSync(path.join(os.tmpdir(), 'millrace-templates-'))
  store = await openStore(path.join(home, 'millrace.db'), machineClock)
  bus = new Bus()
  pipelines = openPipelines({
    store,
    bus,
    clock: machineClock,
    home,
    roots: [],
    egress: ownMachine,
    secrets: new SecretStore({ home, key: null, clock: machineClock }),
    alerts: () => ({ statuses: () => [] }),
  })
  templates = openTemplates(pipelines, home)
})
afterEach(async () => {
  await pipelines.close()
  await store.close()
  fs.rmSync(home, { recursive: true })
})

const textOf = async (name: string): Promise<string> => (await pipelines.detail(name)).draft.text

test('at least six templates say what they are in both languages', () => {
  const all = templates.list()
  expect(all.length).toBeGreaterThanOrEqual(6)
  for (const { title, description, graph, groups } of all) {
    for (const text of [title.zh, description.zh]) expect(text).toMatch(/\p{Script=Han}/u)
    expect(description.en).toMatch(/^[A-Z].*\.$/)
    expect(graph.nodes.every(({ at }) => at !== null)).toBe(true)
    expect(groups).not.toEqual([])
  }
})

test('a draft is made with the first free name, and its comments stay', async () => {
  expect(await templates.create('late-data', { start: false })).toMatchObject({ name: 'late-data', live: null })
  const [second, third] = await Promise.all([
    templates.create('late-data', { start: false }),
    templates.create('late-data', { name: 'my-own', start: false }),
  ])
  expect(second).toMatchObject({ name: 'late-data-2', title: 'Late data 2' })
  expect(third).toMatchObject({ name: 'my-own', title: 'Late data' })
  const example = await textOf('late-data')
  expect(await textOf('my-own')).toBe(example.replace('name: late-data', 'name: my-own'))
  await expect(templates.create('late-data', { name: 'my-own', start: false })).rejects.toMatchObject({ code: 'NAME_TAKEN' })
  await expect(templates.create('nexmark', { start: false })).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('a port that something listens on, or that was given before, is left alone', async () => {
  const [{ ports }] = templates.list().filter(({ name }) => name === 'word-count')
  const other = net.createServer()
  // whoever runs the tests may listen there already, which is as good
  await new Promise<void>((resolve) => other.once('error', () => resolve()).listen(ports[0], '127.0.0.1', resolve))
  try {
    await templates.create('word-count', { start: false })
    await templates.create('word-count', { start: false })
    const given = await Promise.all(['word-count', 'word-count-2'].map(async (name) => (await pipelines.detail(name)).params))
    for (const { port, senderPort } of given) expect(port).toBe(senderPort)
    expect(new Set([ports[0], ...given.map(({ port }) => port)]).size).toBe(3)
    expect(await textOf('word-count')).toMatch(/ {2}port: \d+ {10}# where lines are read from/)
    // with the pipeline its port is free again
    await pipelines.remove('word-count')
    await templates.create('word-count', { start: false })
    expect((await pipelines.detail('word-count')).params.port).toBe(given[0].port)
  } finally {
    await new Promise((resolve) => other.close(resolve))
  }
})

test('the input comes along, and what is written stands beside it', async () => {
  const ended = becomes(bus, 'ended', 'failed')
  const made = await templates.create('access-log', { start: true })
  expect(made).toMatchObject({ name: 'access-log', live: 1 })
  expect(await ended).toMatchObject({ state: 'ended', error: null })
  const folder = path.join(home, 'files/access-log')
  const rows = (file: string): string[] => fs.readFileSync(file, 'utf8').trim().split('\n').sort()
  const expected = path.resolve(import.meta.dirname, '../../examples/access-log/expected')
  expect(rows(path.join(folder, 'access-log-failures.jsonl'))).toEqual(rows(path.join(expected, 'failures.jsonl')))
  expect(rows(path.join(folder, 'access-log-traffic.jsonl'))).toEqual(rows(path.join(expected, 'traffic.jsonl')))
})
