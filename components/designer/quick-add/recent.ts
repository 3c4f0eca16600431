const KEY = 'millrace.recent-types'
const MOST = 4

/** The types that were added last on this browser, newest first. */
export function recentTypes(): readonly string[] {
  const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]')
  return Array.isArray(kept) ? kept.filter((id) => typeof id === 'string') : []
}

/** Notes that a type was added. */
export function keepRecent(id: string): void {
  localStorage.setItem(KEY, JSON.stringify([id, ...recentTypes().filter((other) => other !== id)].slice(0, MOST)))
}
