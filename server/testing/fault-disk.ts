/** What a disk keeps: the bytes of files and the names in folders, as programs see them and as they are after a loss of power. */
import { posix } from 'node:path'

type Change = { kind: 'write'; at: number; bytes: Buffer } | { kind: 'truncate'; length: number }
export type Node = FileNode | 'folder'
export type NameChange =
  | { kind: 'link'; path: string; node: Node }
  | { kind: 'unlink'; path: string }
  | { kind: 'rename'; from: string; to: string; node: Node }

/** A growing run of bytes; what a hole leaves is zero. */
class Bytes {
  #room = Buffer.alloc(64)
  length = 0

  apply(change: Change): void {
    if (change.kind === 'truncate') this.resize(change.length)
    else this.put(change.at, change.bytes)
  }

  put(at: number, bytes: Uint8Array): void {
    if (at + bytes.length > this.length) this.resize(at + bytes.length)
    this.#room.set(bytes, at)
  }

  resize(length: number): void {
    if (length > this.#room.length) {
      const room = Buffer.alloc(Math.max(length, 2 * this.#room.length))
      room.set(this.view())
      this.#room = room
    }
    this.#room.fill(0, length, Math.max(length, this.length))
    this.length = length
  }

  view(): Buffer {
    return this.#room.subarray(0, this.length)
  }

  copy(): Bytes {
    const copy = new Bytes()
    copy.put(0, this.view())
    return copy
  }
}

/** What reads see, what is on the medium, and the changes that are only in the page cache. */
export class FileNode {
  seen = new Bytes()
  durable = new Bytes()
  pending: Change[] = []

  change(change: Change): void {
    this.seen.apply(change)
    this.pending.push(change)
  }

  sync(): void {
    for (const change of this.pending) this.durable.apply(change)
    this.pending = []
  }

  copy(): FileNode {
    const copy = new FileNode()
    copy.seen = this.seen.copy()
    copy.durable = this.durable.copy()
    copy.pending = [...this.pending]
    return copy
  }
}

const SECTOR = 512

/** The durable names, and of each folder's later changes as many as a journalling file system may have got to: a beginning of them. */
export function namesAfterPowerLoss(
  durable: ReadonlyMap<string, Node>,
  pending: readonly NameChange[],
  random: () => number,
): Map<string, Node> {
  const names = new Map(durable)
  for (const changes of Map.groupBy(pending, folderOf).values()) {
    const kept = Math.floor(random() * (changes.length + 1))
    for (const change of changes.slice(0, kept)) applyName(names, change)
  }
  for (const path of [...names.keys()]) if (!reachable(names, path)) names.delete(path)
  return names
}

function folderOf(change: NameChange): string {
  return posix.dirname(change.kind === 'rename' ? change.from : change.path)
}

/** The changes in a folder, and those elsewhere that a rename into it builds on. */
export function changesUpTo(changes: readonly NameChange[], folder: string): Set<NameChange> {
  const paths = new Set<string>()
  const found = changes.toReversed().filter((change) => {
    const to = change.kind === 'rename' ? change.to : change.path
    const hit = folderOf(change) === folder || posix.dirname(to) === folder || paths.has(to)
    if (hit && change.kind === 'rename') paths.add(change.from)
    return hit
  })
  return new Set(found.reverse())
}

export function applyName(names: Map<string, Node>, change: NameChange): void {
  if (change.kind === 'link') names.set(change.path, change.node)
  else if (change.kind === 'unlink') names.delete(change.path)
  else {
    names.delete(change.from)
    names.set(change.to, change.node)
  }
}

function reachable(names: Map<string, Node>, path: string): boolean {
  for (let dir = posix.dirname(path); dir !== '/'; dir = posix.dirname(dir)) if (names.get(dir) !== 'folder') return false
  return true
}

/** A file after the loss of power: durable bytes, and of the later changes none, some, all, or some in pieces. */
export function afterPowerLoss(node: FileNode, random: () => number): FileNode {
  const after = new FileNode()
  after.durable = node.durable.copy()
  const choice = Math.floor(random() * 4)
  if (choice === 1) node.pending.forEach((change) => void after.durable.apply(change))
  if (choice === 2) {
    const whole = Math.floor(random() * (node.pending.length + 1))
    node.pending.slice(0, whole).forEach((change) => void after.durable.apply(change))
    const torn = node.pending[whole]
    if (torn?.kind === 'write') after.durable.put(torn.at, torn.bytes.subarray(0, Math.floor(random() * torn.bytes.length)))
  }
  if (choice === 3) for (const change of node.pending) scramble(after.durable, change, random)
  after.seen = after.durable.copy()
  return after
}

/** Applies a change sector by sector: each is written, left as it was, or filled with noise. */
function scramble(bytes: Bytes, change: Change, random: () => number): void {
  if (change.kind === 'truncate') {
    if (random() < 0.5) bytes.resize(change.length)
    return
  }
  const end = change.at + change.bytes.length
  if (end > bytes.length && random() < 0.8) bytes.resize(end)
  for (let from = change.at; from < end; ) {
    const to = Math.min(end, (Math.floor(from / SECTOR) + 1) * SECTOR)
    const choice = random()
    if (choice < 0.5) bytes.put(from, change.bytes.subarray(from - change.at, to - change.at))
    else if (choice < 0.7 && to <= bytes.length)
      bytes.put(
        from,
        Uint8Array.from({ length: to - from }, () => Math.floor(random() * 256)),
      )
    from = to
  }
}
