import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto'
import path from 'node:path'
import { z } from 'zod'
import { AppError } from '../../core/error.ts'
import { SECRET_NAME } from '../../core/secret.ts'
import { diskFiles, type Files, writeAll } from '../engines/embedded/files.ts'
import { diskProblem } from '../engines/embedded/journal/problems.ts'
import type { Clock } from '../engines/runtime-type.ts'

const MOST = 500
const LONGEST = 64 * 1024
/** Bytes of the tag that shows a change; a shorter one would be guessed. */
const TAG = 16
const OWNER_ONLY = 0o600

const entry = z.strictObject({ setAt: z.number(), key: z.string(), nonce: z.string(), tag: z.string(), value: z.string() })
const fileSchema = z.strictObject({ format: z.literal(1), secrets: z.record(z.string().regex(SECRET_NAME), entry) })
type Entry = z.output<typeof entry>

/** A secret without its value. */
export type KeptSecret = { readonly name: string; readonly setAt: number; readonly readable: boolean }

export type SecretStoreOptions = {
  readonly home: string
  /** Instead of the key in a file of the home. */
  readonly key: Buffer | null
  readonly clock: Pick<Clock, 'now'>
  readonly files?: Files
}

/** Secrets by name, each encrypted by itself in one file of the home. All calls are synchronous, so none comes between another's reading and writing. */
export class SecretStore {
  readonly #files: Files
  readonly #clock: Pick<Clock, 'now'>
  readonly #home: string
  readonly #given: Buffer | null
  readonly #file: string
  /** As they stand in the file; null = the file could not be read, and is not written over. */
  #secrets: ReadonlyMap<string, Entry> | null

  constructor({ home, key, clock, files = diskFiles }: SecretStoreOptions) {
    this.#files = files
    this.#clock = clock
    this.#home = home
    this.#given = key
    this.#file = path.join(home, 'secrets.json')
    this.#secrets = this.#load()
  }

  /** The names of all secrets; undefined when they are not known. */
  names(): readonly string[] | undefined {
    return this.#secrets === null ? undefined : [...this.#secrets.keys()]
  }

  /** All secrets in the order of their names. Throws SECRET_UNREADABLE when the file is damaged. */
  list(): readonly KeptSecret[] {
    const key = this.#key()
    const id = key === null ? null : idOf(key)
    return [...this.#known()]
      .map(([name, entry]) => ({ name, setAt: entry.setAt, readable: entry.key === id }))
      .sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  /** The values of these secrets, for a node. Throws NO_SECRET and SECRET_UNREADABLE, which name the first that fails. */
  values(names: Iterable<string>, node: string): Record<string, string> {
    const wanted = [...names]
    if (wanted.length === 0) return {}
    const secrets = this.#known()
    return Object.fromEntries(
      wanted.map((name) => {
        const found = secrets.get(name)
        if (found === undefined)
          throw new AppError('NO_SECRET', `There is no secret \`${name}\`, which \`${node}\` needs.`, {
            blame: 'user',
            hint: `Add it in the settings, or by \`millrace secrets set ${name}\`, and start again.`,
          })
        return [name, this.#decrypted(name, found, node)]
      }),
    )
  }

  /** Keeps a value, in place of the one before. Throws SECRET_LIMIT, SECRET_UNREADABLE and what a disk may do; then nothing has changed. */
  set(name: string, value: string): void {
    const bytes = Buffer.byteLength(value)
    if (bytes < 1 || bytes > LONGEST)
      throw new AppError('SECRET_LIMIT', `A secret has 1 byte to 64 KiB; this one has ${bytes} bytes.`, { blame: 'user' })
    const secrets = this.#known()
    if (!secrets.has(name) && secrets.size >= MOST)
      throw new AppError('SECRET_LIMIT', `There are ${MOST} secrets already, which is the most.`, {
        blame: 'user',
        hint: 'Delete one that nothing uses.',
      })
    const key = this.#key() ?? this.#makeKey()
    const nonce = randomBytes(12)
    const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG }).setAAD(Buffer.from(name))
    const encrypted = Buffer.concat([cipher.update(value, 'utf8'), cipher.final()])
    this.#keep(
      new Map(secrets).set(name, {
        setAt: this.#clock.now(),
        key: idOf(key),
        nonce: nonce.toString('base64'),
        tag: cipher.getAuthTag().toString('base64'),
        value: encrypted.toString('base64'),
      }),
    )
  }

  /** Forgets a secret. Throws NO_SECRET, SECRET_UNREADABLE and what a disk may do; then nothing has changed. */
  delete(name: string): void {
    const secrets = new Map(this.#known())
    if (!secrets.delete(name)) throw new AppError('NO_SECRET', `There is no secret \`${name}\`.`, { blame: 'user' })
    this.#keep(secrets)
  }

  #known(): ReadonlyMap<string, Entry> {
    if (this.#secrets !== null) return this.#secrets
    throw new AppError('SECRET_UNREADABLE', `${this.#file} is damaged, so no secret can be read.`, {
      blame: 'outside',
      hint: 'Restore it from a backup, or move it away and set the secrets again; then start the server again.',
    })
  }

  #load(): ReadonlyMap<string, Entry> | null {
    if (!this.#files.exists(this.#file)) return new Map()
    try {
      return new Map(Object.entries(fileSchema.parse(JSON.parse(this.#read(this.#file).toString())).secrets))
    } catch {
      return null
    }
  }

  #decrypted(name: string, { key: id, nonce, tag, value }: Entry, node: string): string {
    const key = this.#key()
    if (key === null || idOf(key) !== id)
      throw this.#unreadable(name, node, key === null ? 'its key is gone' : 'it was kept with another key', 'Put the key back')
    try {
      const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(nonce, 'base64'), { authTagLength: TAG }).setAAD(Buffer.from(name))
      decipher.setAuthTag(Buffer.from(tag, 'base64'))
      return Buffer.concat([decipher.update(Buffer.from(value, 'base64')), decipher.final()]).toString()
    } catch {
      throw this.#unreadable(name, node, 'it is damaged', `Restore ${this.#file}`)
    }
  }

  #unreadable(name: string, node: string, why: string, mend: string): AppError {
    const place = this.#given === null ? this.#keyFile : 'MILLRACE_SECRETS_KEY'
    return new AppError('SECRET_UNREADABLE', `The secret \`${name}\`, which \`${node}\` needs, cannot be read: ${why} (${place}).`, {
      blame: 'outside',
      hint: `${mend} from a backup, or set the secret again.`,
    })
  }

  get #keyFile(): string {
    return path.join(this.#home, 'secrets.key')
  }

  /** Read anew each time, so that a key that is put back works at once; null = there is none, or no whole one. */
  #key(): Buffer | null {
    if (this.#given !== null) return this.#given
    if (!this.#files.exists(this.#keyFile)) return null
    const text = this.#read(this.#keyFile).toString().trim()
    return /^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, 'hex') : null
  }

  #makeKey(): Buffer {
    const key = randomBytes(32)
    this.#write(this.#keyFile, `${key.toString('hex')}\n`)
    return key
  }

  #keep(secrets: ReadonlyMap<string, Entry>): void {
    this.#write(this.#file, `${JSON.stringify({ format: 1, secrets: Object.fromEntries(secrets) })}\n`)
    this.#secrets = secrets
  }

  #read(file: string): Buffer {
    const files = this.#files
    try {
      const open = files.open(file, 'r')
      try {
        const bytes = Buffer.alloc(files.size(open))
        for (let n = 0, got = 1; got > 0 && n < bytes.length; n += got) got = files.read(open, bytes, n, bytes.length - n, n)
        return bytes
      } finally {
        files.close(open)
      }
    } catch (error) {
      throw refusedBy(error, file, 'Mend that, and try again.')
    }
  }

  /** Written beside and renamed, so that a full disk or a kill leaves the whole file of before. */
  #write(file: string, text: string): void {
    const files = this.#files
    const beside = `${file}.new`
    try {
      if (files.exists(beside)) files.unlink(beside)
      const open = files.open(beside, 'w', OWNER_ONLY)
      try {
        writeAll(files, open, Buffer.from(text), 0)
        files.fdatasync(open)
      } finally {
        files.close(open)
      }
      files.rename(beside, file)
      files.syncDir(this.#home)
    } catch (error) {
      throw refusedBy(error, file, 'Mend that, and set the secret again: what was kept before is still there.')
    }
  }
}

/** What the disk said, with a hint for secrets. */
function refusedBy(error: unknown, file: string, hint: string): unknown {
  const problem = diskProblem(error, file)
  if (!(problem instanceof AppError)) return problem
  const { code, message, blame, retry } = problem
  return new AppError(code, message, { blame, retry, hint, cause: error })
}

/** Tells keys apart without telling anything about them. */
const idOf = (key: Buffer): string => createHmac('sha256', key).update('millrace secrets').digest('hex').slice(0, 16)
