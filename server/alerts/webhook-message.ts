import { createHmac, randomBytes } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import type { AlertEvent, NotifyTarget, Rule } from '../../core/alert.ts'
import { isFiring } from '../../core/alert-machine.ts'

/** Whether a target wants to hear of an event: that an alert begins, that there is no data, or (where it asked for it) that it is over. */
export function wants({ severities, rules, resolved }: NotifyTarget, { rule, severity, from, to }: Omit<AlertEvent, 'id'>): boolean {
  if (!severities.includes(severity) || (rules.length > 0 && !rules.includes(rule))) return false
  if (to === 'normal') return resolved
  return to !== 'recovering' && !(isFiring(from) && isFiring(to))
}

/** The JSON that a target gets: who, from which state to which, the figure, and the page that shows it. */
export function messageBody(event: AlertEvent, { above, below, silence, runbook }: Rule): string {
  const { id, pipeline, rule, on, from, to, severity, value, message, sample, at } = event
  const query = new URLSearchParams({ ...(on === 'pipeline' ? {} : { sel: on }), at: String(at) })
  return JSON.stringify({
    event: id,
    pipeline,
    rule,
    on,
    state: { from, to },
    severity,
    value,
    threshold: silence ?? above ?? below ?? null,
    message,
    ...(runbook === undefined ? {} : { runbook }),
    ...(sample === null ? {} : { sample }),
    at,
    url: `/p/${encodeURIComponent(pipeline)}?${query}`,
  })
}

/** The headers of a message; whoever has the key can check that it is ours, how old it is, and whether it was seen before. */
export function signedHeaders(body: string, idempotencyKey: string, key: string, now: number): Record<string, string> {
  const t = Math.floor(now / 1000)
  return {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': String(Buffer.byteLength(body)),
    'User-Agent': 'Millrace',
    'Idempotency-Key': idempotencyKey,
    'Millrace-Signature': `t=${t},v1=${createHmac('sha256', key).update(`${t}.${body}`).digest('hex')}`,
  }
}

/** The key of this installation, made when it is first used; only its owner can read the file. Never an empty one, which anybody could sign with. */
export function webhookKey(home: string): string {
  const file = path.join(home, 'webhook.key')
  const kept = fs.existsSync(file) ? fs.readFileSync(file, 'utf8').trim() : ''
  if (kept !== '') return kept
  const key = randomBytes(32).toString('hex')
  // written beside it and renamed, so that a full disk leaves no half of a key
  const made = `${file}.new`
  fs.rmSync(made, { force: true })
  fs.writeFileSync(made, `${key}\n`, { flag: 'wx', mode: 0o600 })
  fs.renameSync(made, file)
  return key
}
