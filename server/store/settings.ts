import type { Door } from './door.ts'
import type { SettingStore } from './store.ts'

export function settingStore(door: Door): SettingStore {
  return {
    get: (key) => door.run(async (db) => (await db.setting.findUnique({ where: { key } }))?.value ?? null),
    set: (key, value) =>
      door.run(async (db) => {
        await db.setting.upsert({ where: { key }, create: { key, value }, update: { value } })
      }),
  }
}
