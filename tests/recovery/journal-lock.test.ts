import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { lockProblem, StateLock } from '../../server/engines/embedded/journal/lock.ts'

const LOCK = new URL('../../server/engines/embedded/journal/lock.ts', import.meta.url).href

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true, force: true })
})

function folder(): string {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'millrace-lock-'))
  folders.push(dir)
  return path.join(dir, 'state')
}

function script(dir: string, after: string): string {
  return `import { lockProblem, StateLock } from ${JSON.stringify(LOCK)}; StateLock.take(${JSON.stringify(dir)}); ${after}`
}

test('the second opener is refused at once, with the folder and what to do', () => {
  const dir = folder()
  const lock = StateLock.take(dir)
  expect(() => StateLock.take(dir)).toThrow(
    expect.objectContaining({
      code: 'STATE_IN_USE',
      blame: 'user',
      message: expect.stringContaining(dir),
      hint: expect.stringContaining('--state'),
    }),
  )
  lock.release()
  StateLock.take(dir).release()
})

test('two folders are two locks', () => {
  const locks = [StateLock.take(folder()), StateLock.take(folder())]
  for (const lock of locks) lock.release()
})

test('another process is refused, and kill -9 sets the folder free', async () => {
  const dir = folder()
  const holder = spawn(process.execPath, [
    '--expose-gc',
    '--input-type=module',
    '-e',
    script(dir, "gc(); console.log('held'); setInterval(() => {}, 1000)"),
  ])
  try {
    await once(holder.stdout, 'data')
    expect(() => StateLock.take(dir)).toThrow(expect.objectContaining({ code: 'STATE_IN_USE' }))
  } finally {
    holder.kill('SIGKILL')
    await once(holder, 'exit')
  }
  StateLock.take(dir).release()
})

test('taking the lock writes nothing on stderr', () => {
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script(folder(), '')], { encoding: 'utf8' })
  expect([status, stderr]).toEqual([0, ''])
})

test('a folder that cannot be made says so', () => {
  const dir = folder()
  fs.writeFileSync(dir, '')
  expect(() => StateLock.take(path.join(dir, 'below'))).toThrow(
    expect.objectContaining({ code: 'STATE_NOT_WRITABLE', message: expect.stringContaining(dir) }),
  )
})

test('a full or failing disk under the lock passes once it is mended; other refusals do not', () => {
  const failure = (errcode: number) => Object.assign(new Error('it failed'), { code: 'ERR_SQLITE_ERROR', errcode })
  expect(lockProblem(failure(13), '/state')).toMatchObject({ code: 'NO_SPACE', retry: 'backoff' })
  expect(lockProblem(failure(778), '/state')).toMatchObject({ code: 'DISK_FAILED', retry: 'backoff' }) // SQLITE_IOERR_WRITE
  expect(lockProblem(failure(14), '/state')).toMatchObject({ code: 'STATE_NOT_WRITABLE', retry: 'never' })
})
