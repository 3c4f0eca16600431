import type { History } from '../../core/protocol.ts'
import type { Door } from './door.ts'
import type { MarkStore } from './store.ts'
import { date, ms } from './times.ts'

type Mark = History['marks'][number]
const LIMIT = 500

export function markStore(door: Door): MarkStore {
  return {
    between: (pipeline, from, to) =>
      door.run(async (db) => {
        const of = { pipeline: { liveName: pipeline } }
        const span = { gte: date(from), lte: date(to) }
        const versions = await db.version.findMany({
          where: { ...of, createdAt: span },
          orderBy: { number: 'desc' },
          take: LIMIT,
          select: { number: true, createdAt: true, note: true },
        })
        const started = await db.run.findMany({ where: { ...of, startedAt: span }, orderBy: { startedAt: 'desc' }, take: LIMIT })
        const ended = await db.run.findMany({ where: { ...of, endedAt: span }, orderBy: { endedAt: 'desc' }, take: LIMIT })
        const restarts = await db.restart.findMany({ where: { run: of, at: span }, orderBy: { id: 'desc' }, take: LIMIT })
        const events = await db.alertEvent.findMany({
          where: { ...of, at: span, OR: [{ to: 'firing' }, { to: 'normal', from: { not: 'pending' } }] },
          orderBy: { id: 'desc' },
          take: LIMIT,
        })
        const marks: Mark[] = [
          ...versions
            .reverse()
            .map(({ createdAt, number, note }) => mark('deploy', createdAt, note === null ? `v${number}` : `v${number}: ${note}`)),
          ...started.reverse().map(({ startedAt, number }) => mark('start', startedAt, `v${number}`)),
          ...ended.reverse().map(({ endedAt, state }) => mark('stop', endedAt!, state)),
          ...restarts.reverse().map(({ at, code }) => mark('restart', at, code ?? '')),
          ...events.reverse().map(({ at, rule, to }) => mark('alert', at, `${rule}: ${to}`)),
        ]
        return marks.sort((a, b) => a.at - b.at).slice(-LIMIT)
      }),
  }
}

const mark = (kind: Mark['kind'], at: Date, text: string): Mark => ({ kind, at: ms(at), text })
