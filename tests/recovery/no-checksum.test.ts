import fs from 'node:fs'
import type zlib from 'node:zlib'
import { afterAll, expect, test, vi } from 'vitest'
import { inputFolder } from './pipelines.ts'
import { sweep } from './sweep.ts'

// every checksum is the same, so that none is ever wrong
vi.mock('node:zlib', async (original) => ({ ...(await original<typeof zlib>()), crc32: () => 0 }))

const dir = inputFolder()
afterAll(() => fs.rmSync(dir, { recursive: true }))

test('a planted bug is caught: checksums are not checked', async () => {
  const { failures } = await sweep('stateless', dir, { seeds: [1, 2, 3, 4, 5, 6], first: true })
  expect(failures).not.toEqual([])
})
