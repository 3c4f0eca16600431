import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'

/** Bytes of one data file, written piece by piece; grows. Text must be ASCII. */
export class Bytes {
  #buffer: Buffer
  #used = 0

  constructor(capacity = 1 << 20) {
    this.#buffer = Buffer.allocUnsafe(capacity)
  }

  /** Makes room for `n` bytes more; the other methods do not look. */
  reserve(n: number): void {
    if (this.#used + n <= this.#buffer.length) return
    const wider = Buffer.allocUnsafe(2 * this.#buffer.length + n)
    this.#buffer.copy(wider, 0, 0, this.#used)
    this.#buffer = wider
  }

  text(ascii: string): void {
    this.#used += this.#buffer.latin1Write(ascii, this.#used)
  }

  byte(code: number): void {
    this.#buffer[this.#used++] = code
  }

  /** A safe integer from 0, in decimal. */
  integer(x: number): void {
    let end = this.#used + 1
    for (let y = x; y >= 10; y = Math.floor(y / 10)) end++
    this.#used = end
    do {
      const rest = Math.floor(x / 10)
      this.#buffer[--end] = 48 + x - 10 * rest
      x = rest
    } while (x > 0)
  }

  /** What was written since the last call; valid until the next write. */
  take(): Buffer {
    const out = this.#buffer.subarray(0, this.#used)
    this.#used = 0
    return out
  }
}

export type DataFiles = {
  /** Folder that gets the files; made anew where it exists. */
  out: string
  files: number
  /** Records in all. */
  count: number
  name: (file: number) => string
  /** Appends records `from` to `to` − 1, each with its newline. */
  write: (bytes: Bytes, from: number, to: number) => void
  /** What the manifest says beside sizes and sums. */
  about: Record<string, number>
}

/** Writes a folder of equally long files in order, and `<folder>.manifest.json` beside it. Returns the SHA-256 of all bytes in file order. */
export function writeDataFiles(data: DataFiles): string {
  fs.rmSync(data.out, { recursive: true, force: true })
  fs.mkdirSync(data.out, { recursive: true })
  const per = Math.ceil(data.count / data.files)
  const all = createHash('sha256')
  const files: { file: string; records: number; bytes: number; sha256: string }[] = []
  const bytes = new Bytes()
  for (let file = 0, from = 0; file < data.files; file++) {
    const to = Math.min(data.count, from + per)
    data.write(bytes, from, to)
    const content = bytes.take()
    const name = data.name(file)
    const place = path.join(data.out, name)
    fs.writeFileSync(place, content)
    // strictly increasing times, for engines that order files by age
    fs.utimesSync(place, 1_700_000_000 + file, 1_700_000_000 + file)
    all.update(content)
    files.push({ file: name, records: to - from, bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') })
    from = to
  }
  const sha256 = all.digest('hex')
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0)
  fs.writeFileSync(
    `${path.normalize(data.out).replace(/\/$/, '')}.manifest.json`,
    `${JSON.stringify({ ...data.about, bytes: total, sha256, files }, null, 1)}\n`,
  )
  return sha256
}

/** Tells the outcome; ends with code 1 when the known sum of these very settings differs. */
export function report(what: string, sha256: string, expected: string | undefined): void {
  if (expected !== undefined && expected !== sha256) {
    console.error(`${what}: sha256 ${sha256}, but these settings must give ${expected}`)
    process.exitCode = 1
    return
  }
  console.log(`${what}: sha256 ${sha256}${expected === undefined ? '' : ' as expected'}`)
}
