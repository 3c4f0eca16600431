/** The JSON-lines decoder against JSON.parse: rows, values, counters and bad records of random lines. */
import { expect } from 'vitest'
import { type Batch, rowsOf } from '../../server/engines/embedded/batch.ts'
import { type BadRecord, makeDecoder } from '../../server/engines/embedded/decode/decoder.ts'
import { JsonDecoder } from '../../server/engines/embedded/decode/json.ts'
import { fields, fits, isWrong, JsonLineMaker, type Meaning, meaning, member } from './json-lines.ts'
import { Random } from './random.ts'

export type Tally = { lines: number; records: number; bad: number; blank: number; slow: number }

/** Decodes `total` random lines in chunks; throws at the first difference. Says how many of each kind there were. */
export function fuzzJson(seed: number, total: number): Tally {
  const random = new Random(seed)
  const maker = new JsonLineMaker(random)
  const tally: Tally = { lines: 0, records: 0, bad: 0, blank: 0, slow: 0 }
  const wrong: Record<string, number> = Object.fromEntries(fields.map((field) => [field.name, 0]))
  const decoder = new JsonDecoder(fields, { batchRows: random.pick([1, 7, 100, 8192]) })
  while (tally.lines < total) {
    const lines = Array.from({ length: 500 }, () => maker.next().filter((c) => c !== 10)).map((line) => Buffer.from(line))
    const chunk = Buffer.concat(lines.flatMap((line) => [line, NEWLINE]))
    const cut = random.once(2) ? chunk.length : chunk.length - 1 // the last record may lack its newline
    check(decoder, chunk.subarray(0, cut), lines, wrong, tally)
  }
  expect(decoder.wrongType).toEqual(wrong)
  expect(decoder.counters.records).toBe(tally.records)
  tally.slow = decoder.slowRows
  return tally
}

const NEWLINE = Buffer.from('\n')

function check(decoder: JsonDecoder, chunk: Buffer, lines: readonly Buffer[], wrong: Record<string, number>, tally: Tally): void {
  const rows: Record<string, unknown>[] = []
  const bad: BadRecord[] = []
  decoder.decode(
    chunk,
    0,
    chunk.length,
    0,
    (batch) => rows.push(...rowsOf(batch)),
    (record) => bad.push(record),
  )
  bad.sort((a, b) => a.from - b.from)
  let nextRow = 0
  let nextBad = 0
  let at = 0
  for (const line of lines) {
    const means: Meaning = meaning(line)
    const fail = (what: string): never => {
      throw new Error(`${what}: ${JSON.stringify(line.toString('latin1'))}`)
    }
    if (means === 'blank') tally.blank++
    else if ('bad' in means) {
      const got = bad[nextBad++]
      if (got?.from !== at || got.to !== at + line.length) fail(`not reported as bad, but ${JSON.stringify(got)} at ${at}`)
      if (got.code !== means.bad && !(got.code === 'TOO_DEEP' && means.bad === 'MALFORMED')) fail(`${got.code} instead of ${means.bad}`)
      tally.bad++
    } else {
      const row = rows[nextRow++] ?? fail('no row')
      for (const field of fields) {
        const value = member(means.record, field.name)
        if (!fits(field, value, row[field.name])) fail(`${field.name} is ${JSON.stringify(row[field.name])}, not ${JSON.stringify(value)}`)
        if (isWrong(field, value)) wrong[field.name]++
      }
      tally.records++
    }
    tally.lines++
    at += line.length + 1
  }
  expect([nextRow, nextBad]).toEqual([rows.length, bad.length])
}

/** Decodes the same bytes at once and cut at random record borders; the rows, the bad records and the counters must be the same. */
export function fuzzChunks(seed: number, rounds: number): void {
  const random = new Random(seed)
  const maker = new JsonLineMaker(random)
  for (let round = 0; round < rounds; round++) {
    const lines = Array.from({ length: 50 }, () => Buffer.from(maker.next().filter((c) => c !== 10)))
    const whole = Buffer.concat(lines.flatMap((line) => [line, NEWLINE]))
    let end = 0
    const ends = lines.map((line) => {
      end += line.length + 1
      return end
    })
    const borders = ends.filter(() => random.once(4))
    expect(decodeIn(whole, [...borders, whole.length], random.pick([1, 3, 8192]))).toEqual(decodeIn(whole, [whole.length], 8192))
  }
}

function decodeIn(bytes: Buffer, ends: readonly number[], batchRows: number): object {
  const decoder = makeDecoder('json', fields, { batchRows, rest: 'keep', releaseFill: true })
  const rows: object[] = []
  const bad: object[] = []
  let from = 0
  for (const to of ends) {
    const keep = (batch: Batch): number => rows.push(...rowsOf(batch))
    decoder.decode(bytes, from, to, 0, keep, (record) => bad.push(record))
    from = to
  }
  return {
    rows,
    bad: bad.sort((a, b) => (a as BadRecord).from - (b as BadRecord).from),
    wrong: decoder.wrongType,
    counters: decoder.counters,
  }
}
