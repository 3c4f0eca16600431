/** Writes the requests of a small web shop during ten minutes, as JSON lines: `generate.ts > input/access.jsonl`. Always the same bytes. */

const LINES = 2_500
const MINUTES = 10
const START = Date.UTC(2026, 2, 2, 9, 0, 0)
/** Requests are logged when they end, so lines are out of order by up to this, in milliseconds. */
const SLOWEST = 3_000
const PATHS = ['/', '/search', '/item', '/item', '/item', '/cart', '/pay', '/login', '/static/app.js', '/static/style.css']

let state = 20260302
/** A double in [0, 1): mulberry32. */
function random(): number {
  state = (state + 0x6d2b79f5) | 0
  let t = Math.imul(state ^ (state >>> 15), 1 | state)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296
}
const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]

/** The payment service is down during the fifth minute. */
function statusOf(path: string, minute: number): number {
  if (path === '/pay' && minute === 4 && random() < 0.7) return 503
  const x = random()
  if (x < 0.004) return 500
  if (x < 0.03) return 404
  if (path === '/login' && x < 0.2) return 401
  return path.startsWith('/static') && x > 0.6 ? 304 : 200
}

const requests = Array.from({ length: LINES }, (_, i) => {
  const path = pick(PATHS)
  const ts = START + Math.floor((i * MINUTES * 60_000) / LINES)
  const status = statusOf(path, Math.floor((ts - START) / 60_000))
  const ms = Math.min(SLOWEST, Math.floor((status === 503 ? 1_500 : 12) - Math.log(1 - random()) * 60))
  const bytes = status === 304 ? 0 : status >= 400 ? 180 : 400 + Math.floor(random() * 20_000)
  const client = `10.0.${Math.floor(random() * 4)}.${1 + Math.floor(random() * 250)}`
  const method = path === '/pay' || path === '/login' ? 'POST' : 'GET'
  return { ts, client, method, path, status, bytes, ms }
})
requests.sort((a, b) => a.ts + a.ms - (b.ts + b.ms))
process.stdout.write(requests.map((request) => `${JSON.stringify(request)}\n`).join(''))
