import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { isEmptyDiff } from '../../../core/diff.ts'
import { catalogue } from '../../../nodes/types.gen.ts'
import { HandClock } from '../../../server/testing/clock.ts'
import { ServedFace, TOKEN } from '../../../server/testing/served-face.ts'
import { api } from '../../hooks/api.ts'
import { type Draft, EditorStore, SAVE_AFTER } from './store.ts'

const TEXT = `millrace: 1
name: ticks
# what it does
nodes:
  ticks: { type: connect.generator, config: { record: { n: '{{seq}}' } } }
  file:  { type: consign.file, config: { path: out.jsonl } }
wires:
  - ticks -> file
layout: { ticks: [0, 0], file: [300, 0] }
`
const BROKEN = `${TEXT}  - [\n`

class MemoryStorage implements Storage {
  readonly #items = new Map<string, string>()
  get length(): number {
    return this.#items.size
  }
  clear = (): void => this.#items.clear()
  key = (i: number): string | null => [...this.#items.keys()][i] ?? null
  getItem = (key: string): string | null => this.#items.get(key) ?? null
  setItem = (key: string, value: string): void => void this.#items.set(key, value)
  removeItem = (key: string): void => void this.#items.delete(key)
}

let face: ServedFace
let clock: HandClock
let storage: Storage
let errors: unknown[]
/** Animation frames are turned by hand. */
let due: Map<number, () => void>
const animate = (): void => {
  const now = [...due.values()]
  due.clear()
  for (const run of now) run()
}

beforeEach(async () => {
  face = await ServedFace.open()
  const send = globalThis.fetch
  // pages are of the server's origin, and carry a session
  vi.stubGlobal('fetch', (path: string, init: RequestInit) =>
    send(face.origin + path, { ...init, headers: { ...init.headers, authorization: `Bearer ${TOKEN}` } }),
  )
  due = new Map()
  let frames = 0
  vi.stubGlobal('requestAnimationFrame', (run: () => void) => {
    due.set(++frames, run)
    return frames
  })
  vi.stubGlobal('cancelAnimationFrame', (frame: number) => due.delete(frame))
  clock = new HandClock()
  storage = new MemoryStorage()
  errors = []
  await api.create(TEXT)
})
afterEach(async () => {
  vi.unstubAllGlobals()
  await face.close()
})

const draftNow = async (): Promise<Draft> => (await api.pipeline('ticks')).draft
const open = (draft: Draft): EditorStore =>
  new EditorStore({ name: 'ticks', draft, catalogue, api, clock, storage, onError: (error) => errors.push(error) })
/** Resolves when the editor has nothing on its way. */
const settled = (editor: EditorStore, saved: EditorStore['now']['saved']): Promise<void> =>
  new Promise((resolve) => {
    if (editor.now.saved === saved) return resolve()
    const off = editor.state.subscribe((state) => {
      if (state.saved !== saved) return
      off()
      resolve()
    })
  })

describe('history', () => {
  test('steps are undone and done again, byte for byte, and what they touched is told', async () => {
    const editor = open(await draftNow())
    editor.run({ do: 'set-config', id: 'ticks', path: ['rate'], value: 5 })
    const changed = editor.now.text
    expect(changed).toContain('rate: 5')
    expect(editor.undo()?.name.en).toBe('Set “Rate” of ticks to 5')
    expect(editor.now.text).toBe(TEXT)
    expect(editor.now.turned?.nodes).toEqual(['ticks'])
    expect(editor.undo()).toBeNull()
    editor.redo()
    expect(editor.now.text).toBe(changed)
    editor.goTo(0)
    expect(editor.now.text).toBe(TEXT)
    editor.goTo(1)
    expect(editor.now.text).toBe(changed)
  })

  test('moves that follow each other soon are one step, later ones another', async () => {
    const editor = open(await draftNow())
    for (const x of [8, 16, 24]) {
      editor.run({ do: 'move', to: { ticks: [x, 0] } }, { coalesce: 'nudge ticks' })
      clock.advance(200)
    }
    expect(editor.now.history.done).toHaveLength(1)
    clock.advance(5_000)
    editor.run({ do: 'move', to: { ticks: [32, 0] } }, { coalesce: 'nudge ticks' })
    expect(editor.now.history.done).toHaveLength(2)
    editor.undo()
    editor.undo()
    expect(editor.now.text).toBe(TEXT)
  })

  test('an edit that cannot be made is told and changes nothing', async () => {
    const editor = open(await draftNow())
    expect(editor.run({ do: 'remove-nodes', ids: ['nobody'] })).toBeNull()
    expect(errors).toMatchObject([{ code: 'EDIT_REFUSED' }])
    expect(editor.now).toMatchObject({ text: TEXT, saved: 'saved' })
  })

  test('history and what was not saved yet survive a reload', async () => {
    const draft = await draftNow()
    const editor = open(draft)
    editor.run({ do: 'add-node', id: 'all', type: 'consign.discard' })
    editor.keep()
    const again = open(draft)
    expect(again.now).toMatchObject({ text: editor.now.text, saved: 'unsaved' })
    clock.advance(SAVE_AFTER)
    await settled(again, 'saved')
    expect((await draftNow()).text).toBe(again.now.text)
    const third = open(await draftNow())
    third.undo()
    expect(third.now.text).toBe(TEXT)
    // a draft that somebody replaced has no history here
    await third.saveNow()
    await api.saveDraft('ticks', TEXT.replace('# what it does', '# nothing'), '*')
    expect(open(await draftNow()).now.history.done).toEqual([])
  })
})

describe('reading', () => {
  test('a text that is broken leaves the last good graph, marked stale, until it is mended', async () => {
    const editor = open(await draftNow())
    expect(editor.now.read.graph.nodes.map((n) => n.id)).toEqual(['ticks', 'file'])
    editor.setText(BROKEN)
    expect(editor.now.read.stale).toBe(false) // until the next frame
    animate()
    expect(editor.now.read).toMatchObject({ stale: true })
    expect(editor.now.read.issues[0]).toMatchObject({ code: 'SYNTAX', at: { line: 10 } })
    expect(editor.now.read.graph.nodes).toHaveLength(2)
    expect(editor.run({ do: 'remove-nodes', ids: ['file'] })).toBeNull()
    expect(errors).toMatchObject([{ code: 'EDIT_REFUSED' }])
    editor.setText(TEXT)
    animate()
    expect(editor.now.read).toMatchObject({ stale: false, issues: [] })
    // all that typing is one step
    expect(editor.now.history.done).toHaveLength(1)
  })

  test('issues say where they are', async () => {
    const editor = open(await draftNow())
    editor.run({ do: 'remove-wires', wires: ['ticks.out>file.in'] })
    expect(editor.read.issues.map((issue) => [issue.code, issue.at.node, issue.at.line])).toContainEqual(['INPUT_MISSING', 'file', 6])
    const first = editor.nextProblem()
    expect(first?.level).toBe('error')
    expect(editor.now.selection.nodes).toEqual([first?.at.node])
    const all = editor.now.read.issues.length
    for (let i = 0; i < all - 1; i++) editor.nextProblem()
    expect(editor.nextProblem()).toEqual(first)
  })
})

describe('selection', () => {
  test('new nodes are selected, renamed ones stay so, and what is gone is not', async () => {
    const editor = open(await draftNow())
    editor.run({ do: 'add-node', id: 'all', type: 'consign.discard', at: [300, 120] })
    expect(editor.now.selection).toEqual({ nodes: ['all'], wires: [] })
    animate()
    editor.run({ do: 'rename-node', id: 'all', to: 'none' })
    animate()
    expect(editor.now.selection.nodes).toEqual(['none'])
    editor.undo()
    expect(editor.now.selection.nodes).toEqual([])
    editor.select({ wires: ['ticks.out>file.in'] })
    editor.run({ do: 'remove-nodes', ids: ['file'] })
    animate()
    expect(editor.now.selection.wires).toEqual([])
  })
})

describe('saving', () => {
  test('a second after the last change it is saved, on top of what was read', async () => {
    const editor = open(await draftNow())
    editor.run({ do: 'set-node', id: 'file', key: 'title', value: 'File' })
    expect(editor.now.saved).toBe('unsaved')
    clock.advance(SAVE_AFTER - 1)
    editor.run({ do: 'set-node', id: 'file', key: 'title', value: 'Files' })
    clock.advance(1)
    expect(editor.now.saved).toBe('unsaved')
    clock.advance(SAVE_AFTER)
    await settled(editor, 'saved')
    expect(await draftNow()).toEqual({ text: editor.now.text, etag: editor.now.etag })
    expect(editor.now.savedAt).toBe(clock.now())
    // also a broken text is saved
    editor.setText(BROKEN)
    await editor.saveNow()
    expect((await draftNow()).text).toBe(BROKEN)
  })

  test('what was changed while a save was on its way is saved too', async () => {
    const editor = open(await draftNow())
    editor.run({ do: 'set-node', id: 'file', key: 'title', value: 'One' })
    const first = editor.saveNow()
    editor.run({ do: 'set-node', id: 'file', key: 'title', value: 'Two' })
    await first
    expect((await draftNow()).text).toContain('Two')
  })

  test('when somebody else saved, nothing is overwritten before somebody chose', async () => {
    const editor = open(await draftNow())
    const theirs = TEXT.replace('out.jsonl', 'theirs.jsonl')
    await api.saveDraft('ticks', theirs, '*')
    editor.run({ do: 'set-node', id: 'file', key: 'title', value: 'Mine' })
    await expect(editor.saveNow()).rejects.toMatchObject({ code: 'DRAFT_CHANGED' })
    expect(editor.now.theirs?.text).toBe(theirs)
    const mine = editor.now.text
    editor.run({ do: 'set-node', id: 'ticks', key: 'title', value: 'More' })
    clock.advance(60_000)
    expect((await draftNow()).text).toBe(theirs)

    editor.takeTheirs()
    expect(editor.now).toMatchObject({ text: theirs, saved: 'saved', theirs: null })
    editor.undo()
    editor.undo()
    expect(editor.now.text).toBe(mine)
    await editor.saveNow()
    expect((await draftNow()).text).toBe(mine)

    await api.saveDraft('ticks', theirs, '*')
    editor.run({ do: 'set-node', id: 'file', key: 'title', value: 'Again' })
    await expect(editor.saveNow()).rejects.toMatchObject({ code: 'DRAFT_CHANGED' })
    editor.overwriteTheirs()
    await settled(editor, 'saved')
    expect((await draftNow()).text).toBe(editor.now.text)
  })

  test('changes of different places are merged, also after a reload', async () => {
    const draft = await draftNow()
    const first = open(draft)
    first.run({ do: 'set-config', id: 'ticks', path: ['rate'], value: 5 })
    first.keep()
    await api.saveDraft('ticks', TEXT.replace('layout: { ticks: [0, 0]', 'layout: { ticks: [8, 8]'), '*')
    const editor = open(await draftNow())
    await expect(editor.saveNow()).rejects.toMatchObject({ code: 'DRAFT_CHANGED' })
    editor.mergeTheirs()
    await settled(editor, 'saved')
    const both = (await draftNow()).text
    expect(both).toContain('rate: 5')
    expect(both).toContain('ticks: [8, 8]')
    editor.undo()
    expect(editor.now.text).toBe(first.now.text)
  })

  test('a draft that was saved elsewhere is taken over as a step, an own one is no news', async () => {
    const draft = await draftNow()
    const editor = open(draft)
    editor.run({ do: 'set-node', id: 'file', key: 'title', value: 'Mine' })
    await editor.saveNow()
    editor.offer(draft) // fetched before the save, told after it
    editor.offer(await draftNow())
    expect(editor.now.history.done).toHaveLength(1)
    await api.saveDraft('ticks', TEXT.replace('out.jsonl', 'theirs.jsonl'), '*')
    editor.offer(await draftNow())
    expect(editor.now.text).toContain('theirs.jsonl')
    expect(editor.now.saved).toBe('saved')
    editor.undo()
    expect(editor.now.text).toContain('Mine')
  })

  test('without a server it goes on trying', async () => {
    const editor = open(await draftNow())
    const send = globalThis.fetch
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('fetch failed')))
    editor.run({ do: 'set-node', id: 'file', key: 'title', value: 'Mine' })
    await expect(editor.saveNow()).rejects.toMatchObject({ code: 'NETWORK' })
    expect(editor.now.saved).toBe('offline')
    vi.stubGlobal('fetch', send)
    clock.advance(3_000)
    await settled(editor, 'saved')
    expect((await draftNow()).text).toContain('Mine')
  })

  test('what the server refuses is told where the draft is shown', async () => {
    const editor = open(await draftNow())
    editor.setText(TEXT.replace('name: ticks', 'name: tocks'))
    await expect(editor.saveNow()).rejects.toMatchObject({ code: 'NAME_CHANGED' })
    expect(editor.now).toMatchObject({ saved: 'unsaved', saveError: { code: 'NAME_CHANGED' } })
    editor.undo()
    await editor.saveNow()
    expect(editor.now).toMatchObject({ saved: 'saved', saveError: null })
  })

  test('it is reverted to what was deployed, as a step', async () => {
    await api.deploy('ticks', { start: false })
    const editor = open(await draftNow())
    await editor.showLive(1)
    editor.run({ do: 'remove-nodes', ids: ['file'] })
    const mine = editor.now.text
    animate()
    clock.advance(1_000)
    expect(editor.now.diff?.nodes).toMatchObject([{ id: 'file', change: 'removed' }])
    editor.revert()
    expect(editor.now.text).toBe(TEXT)
    animate()
    clock.advance(1_000)
    expect(isEmptyDiff(editor.now.diff!)).toBe(true)
    editor.undo()
    expect(editor.now.text).toBe(mine)
  })
})
