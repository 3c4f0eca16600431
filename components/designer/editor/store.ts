import { createStore, type StoreApi } from 'zustand/vanilla'
import { type Diff, diffTexts } from '../../../core/diff.ts'
import { type Applied, apply, type Command, emptyHistory, type History, redo, remember, type Step, undo } from '../../../core/edit/index.ts'
import { AppError } from '../../../core/error.ts'
import type { Issue } from '../../../core/issue.ts'
import type { Catalogue } from '../../../core/node-type.ts'
import type { Words } from '../../../core/words.ts'
import type { api } from '../../hooks/api.ts'
import { ApiError } from '../../hooks/api-error.ts'
import { keep, kept } from './keep.ts'
import { mergeTexts } from './merge.ts'
import { byWeight, nothingRead, type Read, readText } from './read.ts'

/** Milliseconds after the last change until it is saved. */
export const SAVE_AFTER = 1_000
/** Changes of one kind that follow each other within this many milliseconds are one step. */
const BURST = 1_000
const RETRY_AFTER = 3_000
/** Milliseconds after the last change until it is compared with what is deployed. */
const COMPARE_AFTER = 200

/** `conflict` = somebody else saved in the meantime, and nothing is saved before somebody chose; `offline` = the server did not answer, it is tried again. */
export type Saved = 'saved' | 'saving' | 'unsaved' | 'conflict' | 'offline'
export type Draft = { readonly text: string; readonly etag: string }
export type Selection = { readonly nodes: readonly string[]; readonly wires: readonly string[] }
const NONE: Selection = { nodes: [], wires: [] }

export type EditorState = {
  readonly text: string
  /** Of the draft that is saved. */
  readonly etag: string
  readonly saved: Saved
  /** Epoch milliseconds of the last save by this page. */
  readonly savedAt: number | null
  /** Why the last save failed, but for conflicts and lost connections. */
  readonly saveError: unknown
  /** In a conflict: what somebody else saved. */
  readonly theirs: Draft | null
  readonly history: History
  readonly read: Read
  readonly selection: Selection
  /** What the last undo or redo touched, to be shown; a new object each time. */
  readonly turned: { readonly step: Step; readonly nodes: readonly string[] } | null
  /** The issue that was gone to last. */
  readonly problem: Issue | null
  /** The newest deployed version. */
  readonly live: { readonly number: number; readonly text: string } | null
  /** How the draft differs from that version; null where there is none, or the text is broken. */
  readonly diff: Diff | null
}

export type EditorClock = { now(): number; timer(ms: number, fire: () => void): () => void }

export type EditorOptions = {
  readonly name: string
  readonly draft: Draft
  readonly catalogue: Catalogue
  readonly api: Pick<typeof api, 'saveDraft' | 'pipeline' | 'version'>
  readonly clock: EditorClock
  /** Keeps history and unsaved changes while the page is reloaded. */
  readonly storage: Storage
  /** Told of edits that cannot be made, and of requests that fail. */
  readonly onError: (error: unknown) => void
}

/** A draft that is being edited: its text, what that means, its history, and how far it is saved. */
export class EditorStore {
  readonly name: string
  readonly catalogue: Catalogue
  readonly state: StoreApi<EditorState>
  readonly #options: EditorOptions
  /** The etags that this page has seen: none of them is news. */
  readonly #seen = new Set<string>()
  /** The text of the draft that changes are based on; null = not known any more. */
  #base: string | null
  #saving: Promise<void> | null = null
  #timer: (() => void) | null = null
  #frame: number | null = null
  #comparing: (() => void) | null = null
  /** The newest draft that the server told of. */
  #offered: Draft

  constructor(options: EditorOptions) {
    this.#options = options
    this.name = options.name
    this.catalogue = options.catalogue
    const { draft } = options
    const before = kept(options.storage, options.name)
    // what was never saved goes on, on the draft that it was based on: if that was replaced, the save finds out
    const goesOn = before !== null && (before.text === draft.text || !before.saved)
    const text = goesOn ? before.text : draft.text
    const etag = goesOn && before.text !== draft.text ? before.etag : draft.etag
    this.#offered = draft
    this.#seen.add(etag)
    this.#base = text === draft.text ? text : (before?.base ?? null)
    this.state = createStore<EditorState>(() => ({
      text,
      etag,
      saved: text === draft.text ? 'saved' : 'unsaved',
      savedAt: null,
      saveError: null,
      theirs: null,
      history: goesOn ? before.history : emptyHistory,
      read: readText(text, nothingRead(options.catalogue)),
      selection: NONE,
      turned: null,
      problem: null,
      live: null,
      diff: null,
    }))
    if (text !== draft.text) this.#saveIn(SAVE_AFTER)
  }

  get now(): EditorState {
    return this.state.getState()
  }

  /** What the newest text means, without waiting for the next frame. */
  get read(): Read {
    if (this.#frame !== null) this.#readNow()
    return this.now.read
  }

  /** Makes an edit a step of the history; null when it is refused, of which `onError` is told. Edits of one `coalesce` key that follow each other soon are one step. */
  run(command: Command, { coalesce = null }: { coalesce?: string | null } = {}): Applied | null {
    let applied: Applied
    try {
      applied = apply(this.now.text, command, this.catalogue)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      this.#options.onError(error)
      return null
    }
    if (applied.patch.length > 0) this.#take(applied, coalesce)
    if (applied.made.length > 0) this.select({ nodes: applied.made })
    else if (command.do === 'rename-node') this.#rename(command.id, command.to)
    return applied
  }

  /** Replaces the text, which need not be readable; typing is one step. */
  setText(text: string): void {
    this.run({ do: 'set-text', text }, { coalesce: 'text' })
  }

  /** Takes the last step back; null when there is none. */
  undo(): Step | null {
    return this.#turn(undo(this.now.history, this.now.text))
  }

  redo(): Step | null {
    return this.#turn(redo(this.now.history, this.now.text))
  }

  /** Undoes or redoes until `count` steps are done. */
  goTo(count: number): void {
    while (this.now.history.done.length > count && this.undo() !== null) {}
    while (this.now.history.done.length < count && this.redo() !== null) {}
  }

  select({ nodes = [], wires = [] }: Partial<Selection>): void {
    const before = this.now.selection
    if (same(before.nodes, nodes) && same(before.wires, wires)) return
    this.state.setState({ selection: nodes.length + wires.length === 0 ? NONE : { nodes, wires } })
  }

  /** Selects what an issue is about. */
  goToProblem(problem: Issue): void {
    const { node, wire } = problem.at
    if (node !== undefined) this.select({ nodes: [node] })
    else if (wire !== undefined) this.select({ wires: [wire] })
    this.state.setState({ problem })
  }

  /** Goes to the issue behind the last one that was gone to, errors first; null when there is none. */
  nextProblem(): Issue | null {
    return this.#stepProblem(1)
  }

  /** Goes to the issue in front of the last one that was gone to; null when there is none. */
  previousProblem(): Issue | null {
    return this.#stepProblem(-1)
  }

  #stepProblem(step: 1 | -1): Issue | null {
    const issues = byWeight(this.read.issues)
    const last = issues.findIndex((issue) => sameIssue(issue, this.now.problem))
    const from = last === -1 && step === -1 ? 0 : last
    const next = issues[(from + step + issues.length) % issues.length] ?? null
    if (next !== null) this.goToProblem(next)
    return next
  }

  /** Makes the draft what the newest deployed version says, as a step. */
  revert(): void {
    const { live } = this.now
    if (live !== null) this.replace(live.text, { en: `Revert to version ${live.number}`, zh: `恢复为版本 ${live.number}` })
  }

  /** In a conflict: makes the draft what somebody else saved, as a step that can be undone. */
  takeTheirs(): void {
    const { theirs } = this.now
    if (theirs !== null) this.#adopt(theirs)
  }

  /** In a conflict: what both changes make together; null when they touch the same lines. */
  merged(): string | null {
    const { theirs, text } = this.now
    return theirs === null || this.#base === null ? null : mergeTexts(this.#base, text, theirs.text)
  }

  /** In a conflict: makes the draft what both changes make together, as a step, and saves it. */
  mergeTheirs(): void {
    const { theirs } = this.now
    const merged = this.merged()
    if (theirs === null || merged === null) return
    this.replace(merged, { en: 'Merge with what was saved elsewhere', zh: '与其他人保存的内容合并' })
    this.#base = theirs.text
    this.overwriteTheirs()
  }

  /** In a conflict: saves this text over what somebody else saved. */
  overwriteTheirs(): void {
    const { theirs } = this.now
    if (theirs === null) return
    this.#seen.add(theirs.etag)
    this.state.setState({ etag: theirs.etag, theirs: null, saved: 'unsaved' })
    void this.#save()
  }

  /** The draft as the server has it now. What somebody else saved is taken over as a step, unless there are changes here: then the save finds the conflict. */
  offer(draft: Draft): void {
    this.#offered = draft
    this.#lookAtOffer()
  }

  /** Says which secrets there are; undefined = not known. */
  knowSecrets(secrets: readonly string[] | undefined): void {
    const { read, text } = this.now
    if (secrets?.join() !== read.secrets?.join()) this.state.setState({ read: readText(text, { ...read, secrets }) })
  }

  /** Says which version is deployed; its text is fetched. */
  async showLive(number: number | null): Promise<void> {
    if (number === (this.now.live?.number ?? null)) return
    if (number === null) return this.state.setState({ live: null, diff: null })
    try {
      const { text } = await this.#options.api.version(this.name, number)
      this.state.setState({ live: { number, text } })
      this.#compare()
    } catch (error) {
      this.#options.onError(error)
    }
  }

  /** Saves at once what is not saved. Throws what keeps it from being saved. */
  async saveNow(): Promise<void> {
    while (this.now.saved !== 'saved') {
      if (this.now.saved === 'conflict') throw conflict(this.name)
      await (this.#saving ?? this.#save())
      if (this.now.saved === 'offline') throw new ApiError({ title: 'No answer', status: 0, code: 'NETWORK' })
      if (this.now.saveError !== null) throw this.now.saveError
    }
  }

  /** Puts history and unsaved changes away for the next page load. */
  keep(): void {
    const { etag, text, saved, history } = this.now
    keep(this.#options.storage, this.name, { etag, base: this.#base, text, saved: saved === 'saved', history })
  }

  #take(applied: Applied, key: string | null): void {
    this.#become(applied.text, remember(this.now.history, applied, { key, at: this.#options.clock.now(), within: BURST }))
  }

  /** Replaces the text as a step with a name of its own. */
  replace(text: string, name: Words): void {
    const applied = apply(this.now.text, { do: 'set-text', text }, this.catalogue)
    if (applied.patch.length > 0) this.#take({ ...applied, name }, null)
  }

  #turn(turned: ReturnType<typeof undo>): Step | null {
    if (turned === null) return null
    this.#become(turned.text, turned.history)
    const known = this.read.graph.nodes.map((n) => n.id)
    this.state.setState({ turned: { step: turned.step, nodes: turned.step.touched.filter((id) => known.includes(id)) } })
    return turned.step
  }

  #become(text: string, history: History): void {
    this.state.setState({ text, history, saved: this.now.saved === 'conflict' ? 'conflict' : 'unsaved', saveError: null })
    this.#frame ??= requestAnimationFrame(() => this.#readNow())
    if (this.now.saved !== 'conflict') this.#saveIn(SAVE_AFTER)
  }

  #readNow(): void {
    if (this.#frame !== null) cancelAnimationFrame(this.#frame)
    this.#frame = null
    const read = readText(this.now.text, this.now.read)
    this.state.setState({ read })
    this.#comparing?.()
    this.#comparing = this.#options.clock.timer(COMPARE_AFTER, () => this.#compare())
    const nodes = new Set(read.graph.nodes.map((n) => n.id))
    const wires = new Set(read.graph.wires.map((w) => w.id))
    const { selection } = this.now
    this.select({ nodes: selection.nodes.filter((id) => nodes.has(id)), wires: selection.wires.filter((id) => wires.has(id)) })
  }

  #compare(): void {
    const { live, text, read } = this.now
    if (live !== null) this.state.setState({ diff: read.stale ? null : diffTexts(live.text, text, this.catalogue) })
  }

  #rename(id: string, to: string): void {
    const { nodes } = this.now.selection
    if (!nodes.includes(id)) return
    this.#readNow()
    this.select({ nodes: nodes.map((each) => (each === id ? to : each)) })
  }

  #saveIn(ms: number): void {
    this.#timer?.()
    this.#timer = this.#options.clock.timer(ms, () => void this.#save())
  }

  async #save(): Promise<void> {
    this.#timer?.()
    this.#timer = null
    if (this.#saving !== null || this.now.saved === 'conflict') return
    const { text, etag } = this.now
    if (text === this.#base) {
      this.state.setState({ saved: 'saved' })
      return this.#lookAtOffer()
    }
    this.state.setState({ saved: 'saving' })
    this.keep()
    this.#saving = this.#send(text, etag).finally(() => {
      this.#saving = null
    })
    await this.#saving
    this.keep()
    this.#lookAtOffer()
  }

  async #send(text: string, etag: string): Promise<void> {
    try {
      const saved = await this.#options.api.saveDraft(this.name, text, etag)
      this.#seen.add(saved.etag)
      this.#base = text
      const done = this.now.text === text
      this.state.setState({ etag: saved.etag, saved: done ? 'saved' : 'unsaved', savedAt: this.#options.clock.now(), saveError: null })
      if (!done) this.#saveIn(SAVE_AFTER)
    } catch (error) {
      if (error instanceof ApiError && error.code === 'DRAFT_CHANGED') await this.#enterConflict()
      else if (error instanceof ApiError && error.code === 'NETWORK') {
        this.state.setState({ saved: 'offline' })
        this.#saveIn(RETRY_AFTER)
      } else this.state.setState({ saved: 'unsaved', saveError: error })
    }
  }

  async #enterConflict(): Promise<void> {
    try {
      const { draft } = await this.#options.api.pipeline(this.name)
      if (draft.text !== this.now.text) return this.state.setState({ saved: 'conflict', theirs: draft })
      // somebody made the same change
      this.#seen.add(draft.etag)
      this.#base = draft.text
      this.state.setState({ etag: draft.etag, saved: 'saved' })
    } catch (error) {
      this.state.setState({ saved: 'unsaved', saveError: error })
      this.#saveIn(RETRY_AFTER)
    }
  }

  #lookAtOffer(): void {
    const { etag, text } = this.#offered
    if (this.now.saved !== 'saved' || this.#seen.has(etag)) return
    if (text === this.now.text) {
      this.#seen.add(etag)
      this.state.setState({ etag })
    } else this.#adopt(this.#offered)
  }

  #adopt(draft: Draft): void {
    this.replace(draft.text, { en: 'Take over what was saved elsewhere', zh: '采用其他人保存的内容' })
    this.#timer?.()
    this.#timer = null
    this.#seen.add(draft.etag)
    this.#base = draft.text
    this.state.setState({ etag: draft.etag, theirs: null, saved: 'saved' })
    this.keep()
  }
}

const same = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((id, i) => id === b[i])

const sameIssue = (a: Issue, b: Issue | null): boolean =>
  b !== null && a.code === b.code && a.message === b.message && a.at.node === b.at.node && a.at.wire === b.at.wire

const conflict = (name: string): AppError =>
  new AppError('DRAFT_CHANGED', `the draft of ${name} was saved by somebody else in the meantime`, {
    blame: 'user',
    hint: 'take theirs or overwrite it first',
  })
