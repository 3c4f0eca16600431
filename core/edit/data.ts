import { AppError } from '../error.ts'

/** What a document may hold. */
export type Data = string | number | boolean | null | readonly Data[] | { readonly [key: string]: Data }
export type DataMap = { readonly [key: string]: Data }
export type DataPath = readonly (string | number)[]

/** An edit that cannot be made, with the reason for people. */
export const refused = (message: string, hint?: string): AppError =>
  new AppError('EDIT_REFUSED', message, { blame: 'user', ...(hint === undefined ? {} : { hint }) })

export const isDataMap = (value: unknown): value is DataMap => value !== null && typeof value === 'object' && !Array.isArray(value)

/** The map under a key; a missing or empty one is `{}`. Throws EDIT_REFUSED when something else is there. */
export function mapIn(map: DataMap, key: string): DataMap {
  const value = map[key] ?? {}
  if (isDataMap(value)) return value
  throw refused(`\`${key}\` is not a map`, 'mend it in the text first')
}

/** The list under a key; a missing one is empty. Throws EDIT_REFUSED when something else is there. */
export function listIn(map: DataMap, key: string): readonly Data[] {
  const value = map[key] ?? []
  if (Array.isArray(value)) return value
  throw refused(`\`${key}\` is not a list`, 'mend it in the text first')
}

/** The map without a key. */
export function without(map: DataMap, key: string): DataMap {
  const { [key]: _, ...rest } = map
  return rest
}

/** The map with a key set; a new key goes behind those that precede it in `order`, or to the end when the order does not name it. */
export function withKey(map: DataMap, key: string, value: Data, order: readonly string[] = []): DataMap {
  if (key === '__proto__') throw refused('a key cannot be called `__proto__`')
  if (Object.hasOwn(map, key) || !order.includes(key)) return { ...map, [key]: value }
  const later = new Set(order.slice(order.indexOf(key) + 1))
  const keys = Object.keys(map)
  const place = keys.findLastIndex((k) => !later.has(k)) + 1
  return Object.fromEntries([
    ...keys.slice(0, place).map((k) => [k, map[k]] as const),
    [key, value] as const,
    ...keys.slice(place).map((k) => [k, map[k]] as const),
  ])
}

/** The map with a key renamed in its place. */
export const renamedKey = (map: DataMap, key: string, to: string): DataMap =>
  Object.fromEntries(Object.entries(map).map(([k, v]) => [k === key ? to : k, v]))

export function valueAt(data: Data | undefined, path: DataPath): Data | undefined {
  return path.reduce<Data | undefined>(
    (v, key) => (v !== null && typeof v === 'object' && Object.hasOwn(v, key) ? (v as Record<string | number, Data>)[key] : undefined),
    data,
  )
}

/** The order of keys at a path of a map, for new keys. */
export type OrderAt = (path: DataPath) => readonly string[]

/** The data with the value at a path set; maps on the way are made. Throws EDIT_REFUSED when the path leads through a value that holds no others. */
export function setAt(data: Data | undefined, path: DataPath, value: Data, order: OrderAt = () => [], done: DataPath = []): Data {
  const [key, ...rest] = path
  if (key === undefined) return value
  const inner = [...done, key]
  if (typeof key === 'number') {
    const list = data ?? []
    if (!Array.isArray(list) || key > list.length) throw refused(`there is no item ${key + 1} at \`${done.join('.')}\``)
    return key === list.length
      ? [...list, setAt(undefined, rest, value, order, inner)]
      : list.with(key, setAt(list[key], rest, value, order, inner))
  }
  const map = data ?? {}
  if (!isDataMap(map)) throw refused(`\`${done.join('.')}\` holds no settings`, 'set it as a whole')
  return withKey(map, key, setAt(Object.hasOwn(map, key) ? map[key] : undefined, rest, value, order, inner), order(done))
}

/** The data without the value at a path; maps that become empty go too. Undefined when nothing is left. */
export function removeAt(data: Data, path: DataPath): Data | undefined {
  const [key, ...rest] = path
  if (key === undefined) return undefined
  if (valueAt(data, [key]) === undefined) return data
  if (typeof key === 'number') {
    const list = data as readonly Data[]
    const item = removeAt(list[key], rest)
    return item === undefined ? list.toSpliced(key, 1) : list.with(key, item)
  }
  const map = data as DataMap
  const value = removeAt(map[key], rest)
  if (value !== undefined) return value === map[key] ? map : { ...map, [key]: value }
  const left = without(map, key)
  return Object.keys(left).length === 0 ? undefined : left
}

/** Equal in value and order of keys. */
export function sameData(a: unknown, b: unknown): boolean {
  if (a === b || (typeof a === 'number' && typeof b === 'number' && Number.isNaN(a) && Number.isNaN(b))) return true
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((v, i) => sameData(v, b[i]))
  if (!isDataMap(a) || !isDataMap(b)) return false
  const keys = Object.keys(a)
  const others = Object.keys(b)
  return keys.length === others.length && keys.every((key, i) => key === others[i] && sameData(a[key], b[key]))
}
