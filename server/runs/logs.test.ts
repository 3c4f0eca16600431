import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeEach, expect, test, vi } from 'vitest'
import { HandClock } from '../testing/clock.ts'
import { Logs } from './logs.ts'

const top = fs.mkdtempSync(path.join(os.tmpdir(), 'millrace-logs-'))
afterAll(() => fs.rmSync(top, { recursive: true }))
const clock = new HandClock(1_000)
let dir: string
let file: string
beforeEach(() => {
  dir = fs.mkdtempSync(path.join(top, 'x-'))
  file = path.join(dir, 'p.jsonl')
})

const open = (): Logs => new Logs(dir, clock, () => {})
const said = (logs: Logs) => logs.read('p', null, 100).map(({ id, message }) => `${id} ${message}`)
const line = (id: number, more: object = {}) =>
  `${JSON.stringify({ id, at: 1_000, level: 'info', node: 'n', message: `m${id}`, ...more })}\n`

test('lines that a kill or another hand broke are passed over and counted where they stood', () => {
  fs.writeFileSync(file, `${line(1)}null\n{"id":2,"at":\n{}\n${line(5)}`)
  expect(said(open())).toEqual(['1 m1', '2 3 lines of the log file could not be read', '5 m5'])
})

test('after a last line that has no end the next one stands on its own', () => {
  fs.writeFileSync(file, `${line(1)}{"id":2,"at":1000,"lev`)
  const logs = open()
  logs.add('p', 'info', 'n', 'new')
  logs.flush()
  const wanted = ['1 m1', '2 1 line of the log file could not be read', '3 new']
  expect(said(logs)).toEqual(wanted)
  expect(said(open())).toEqual(wanted)
})

test('ids grow, whatever the file says, so that pages of lines can be asked for', () => {
  fs.writeFileSync(file, line(7) + line(3) + line(7))
  const logs = open()
  expect(logs.read('p', null, 100).map(({ id }) => id)).toEqual([7, 8, 9])
  expect(logs.read('p', 9, 1)).toMatchObject([{ id: 8, message: 'm3' }])
})

test('a file that just began anew still shows the lines before it', () => {
  fs.writeFileSync(`${file}.1`, line(1) + line(2))
  expect(said(open())).toEqual(['1 m1', '2 m2'])
  fs.writeFileSync(file, line(3))
  const logs = open()
  expect(said(logs)).toEqual(['1 m1', '2 m2', '3 m3'])
})

test('what a full disk refused is written once it takes it, each line once', () => {
  const logs = open()
  logs.add('p', 'info', 'n', 'before')
  logs.flush()
  const append = vi.spyOn(fs, 'appendFileSync').mockImplementationOnce((to) => {
    fs.writeSync(fs.openSync(to as string, 'a'), '{"id":2,"at":10')
    throw Object.assign(new Error('no space left'), { code: 'ENOSPC' })
  })
  logs.add('p', 'info', 'n', 'refused')
  logs.flush()
  append.mockRestore()
  expect(said(open())).toEqual(['1 before'])
  logs.add('p', 'info', 'n', 'after')
  logs.flush()
  expect(said(open())).toEqual(['1 before', '2 refused', '3 after'])
})
