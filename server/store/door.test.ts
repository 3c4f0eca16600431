import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { openDoor } from './door.ts'

test('what one caller writes is not rolled back with the transaction of another', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'millrace-door-'))
  const door = await openDoor(path.join(folder, 'millrace.db'), 0)
  await door.connection.executeScript('CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL)')
  const begun = Promise.withResolvers<void>()
  const end = Promise.withResolvers<void>()
  const failing = door.run((db) =>
    db.$transaction(async (tx) => {
      await tx.setting.create({ data: { key: 'one', value: '' } })
      begun.resolve()
      await end.promise
      throw new Error('changed my mind')
    }),
  )
  const failure = failing.catch((error) => error)
  await begun.promise
  const other = door.run((db) => db.setting.create({ data: { key: 'other', value: '' } }))
  for (let turn = 0; turn < 100; turn++) await setImmediate()
  end.resolve()
  expect(await failure).toMatchObject({ code: 'STORE_FAILED', message: expect.stringContaining('changed my mind') })
  await other
  expect(await door.run((db) => db.setting.findMany({ select: { key: true } }))).toEqual([{ key: 'other' }])
  await door.close()
  fs.rmSync(folder, { recursive: true })
})
