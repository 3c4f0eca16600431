import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { diskFiles } from './files.ts'
import { ownFile } from './own-file.ts'

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'millrace-own-'))
afterAll(() => fs.rmSync(folder, { recursive: true }))

test('what was written last is read, by the next start too', () => {
  const at = path.join(folder, 'own-table')
  const file = ownFile(diskFiles, at, () => {})
  expect(file.read()).toBeNull()
  file.write(Buffer.from('long ago'))
  file.write(Buffer.from('now'))
  expect(`${ownFile(diskFiles, at, () => {}).read()}`).toBe('now')
  expect(fs.readdirSync(folder)).toEqual(['own-table'])
})

test('a disk that does not take it is told once, and fails nothing', () => {
  const told: string[] = []
  const file = ownFile(diskFiles, path.join(folder, 'none/own-table'), (message) => told.push(message))
  file.write(Buffer.from('x'))
  file.write(Buffer.from('x'))
  expect(told).toEqual([expect.stringContaining('ENOENT')])
  expect(file.read()).toBeNull()
})
