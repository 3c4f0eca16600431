import { describe, expect, test } from 'vitest'
import { Random } from '../../../../tests/decode/random.ts'
import { FrameBuffer, type FrameBufferOptions, makeFramer } from './framer.ts'

type Kind = 'lines' | 'csv'

/** Pushes a stream in the given pieces and takes after each; the regions as texts, the tail last. */
function frame(
  kind: Kind,
  pieces: readonly string[],
  options: FrameBufferOptions & { most?: number } = {},
): { regions: string[]; buffer: FrameBuffer } {
  const buffer = new FrameBuffer(makeFramer(kind), options)
  const regions: string[] = []
  for (const piece of pieces) {
    buffer.push(Buffer.from(piece))
    for (let region = buffer.take(options.most); region !== null; region = buffer.take(options.most)) regions.push(region.toString())
  }
  for (let region = buffer.end(); region !== null; region = buffer.end()) regions.push(region.toString())
  return { regions, buffer }
}

/** Cuts a text into random pieces. */
function cut(random: Random, text: string): string[] {
  const pieces: string[] = []
  for (let from = 0; from < text.length; ) {
    const to = Math.min(text.length, from + 1 + random.below(random.pick([2, 8, 50])))
    pieces.push(text.slice(from, to))
    from = to
  }
  return pieces
}

test('complete lines come out at once, the unfinished one at the end', () => {
  expect(frame('lines', ['a\nb\nc', 'd\n', 'e']).regions).toEqual(['a\nb\n', 'cd\n', 'e'])
  expect(frame('lines', ['a\n']).regions).toEqual(['a\n'])
  expect(frame('lines', ['', 'a']).regions).toEqual(['a'])
})

test('a line end inside quotes is no border', () => {
  expect(frame('csv', ['a,"x\n', 'y"\nb', '\n"p""\n', '"\n']).regions).toEqual(['a,"x\ny"\n', 'b\n', '"p""\n"\n'])
  expect(frame('csv', ['a"b\nc""\n']).regions).toEqual(['a"b\nc""\n']) // a quote inside a cell is a character
  expect(frame('csv', ['"a"x"\nb\n']).regions).toEqual(['"a"x"\nb\n'])
  expect(frame('csv', ['"never\n', 'closed']).regions).toEqual(['"never\nclosed'])
})

test('a framer that is reset begins outside quotes', () => {
  const framer = makeFramer('csv')
  expect(framer.lastEnd(Buffer.from('"a\n'), 0, 3)).toBe(-1)
  framer.reset()
  expect(framer.lastEnd(Buffer.from('a\nb'), 0, 3)).toBe(2)
})

test('regions are as small as asked, but never less than a record', () => {
  expect(frame('lines', ['a\nb\nc\nlonger\nd\n'], { most: 4 }).regions).toEqual(['a\nb\n', 'c\n', 'longer\n', 'd\n'])
  expect(frame('csv', ['a\n"\n\n\n\n"\nb\n'], { most: 1 }).regions).toEqual(['a\n', '"\n\n\n\n"\n', 'b\n'])
})

describe('records that are too large', () => {
  const heads: string[] = []
  const options = { maxRecord: 5, onTooLarge: (head: Buffer): void => void heads.push(head.toString()) }

  test.each([[['12345\n123456\nab\n']], [['12345\n1', '2345', '6\nab\n']], [['12345\n123456', '7890', 'xx\nab', '\n']]])(
    'are skipped whatever the pieces: %j',
    (pieces) => {
      heads.length = 0
      const { regions, buffer } = frame('lines', pieces, options)
      expect(regions.join('')).toBe('12345\nab\n')
      expect([buffer.tooLarge, heads.length, buffer.consumed]).toEqual([1, 1, pieces.join('').length])
    },
  )

  test('the position stays in front of one that is not skipped to its end', () => {
    const buffer = new FrameBuffer(makeFramer('lines'), options)
    buffer.push(Buffer.from('ab\n1234567'))
    expect(buffer.take()?.toString()).toBe('ab\n')
    expect([buffer.take(), buffer.skipping, buffer.consumed]).toEqual([null, true, 3])
    buffer.push(Buffer.from('89\nc\n'))
    expect([buffer.skipping, buffer.consumed, buffer.tooLarge]).toEqual([false, 13, 1])
    expect(buffer.take()?.toString()).toBe('c\n')
  })

  test('at the end of the stream the unfinished one is consumed', () => {
    const { regions, buffer } = frame('lines', ['a\n12345678'], options)
    expect([regions, buffer.consumed, buffer.tooLarge]).toEqual([['a\n'], 10, 1])
  })

  test('a stream without any line end needs bounded memory', () => {
    const buffer = new FrameBuffer(makeFramer('lines'))
    const zeros = Buffer.alloc(1 << 16)
    for (let i = 0; i < 4096; i++) {
      buffer.push(zeros)
      expect(buffer.take()).toBeNull()
      expect(buffer.pending).toBeLessThanOrEqual((1 << 20) + zeros.length)
    }
    expect([buffer.tooLarge, buffer.skipping]).toEqual([1, true])
  })
})

test('reset begins another stream at the given position', () => {
  const buffer = new FrameBuffer(makeFramer('csv'))
  buffer.push(Buffer.from('"open\n'))
  expect(buffer.take()).toBeNull()
  buffer.reset(100)
  buffer.push(Buffer.from('a\n'))
  expect([buffer.take()?.toString(), buffer.consumed]).toEqual(['a\n', 102])
})

test('memory that was read into is framed like pushed bytes', () => {
  const buffer = new FrameBuffer(makeFramer('lines'))
  buffer.reserve(100).write('a\nb')
  buffer.commit(3)
  expect([buffer.take()?.toString(), buffer.pending]).toEqual(['a\n', 1])
})

test('any cutting into pieces gives the same records', () => {
  const random = new Random(3)
  for (let round = 0; round < 2_000; round++) {
    const kind = random.pick(['lines', 'csv'] as const)
    const text = Array.from({ length: random.below(60) }, () => random.pick(['a', 'b', ',', '"', '"', '\n', '\n', '\r\n', 'xxxx'])).join('')
    const options = { maxRecord: random.pick([3, 10, 1000]), most: random.pick([1, 10, 1000]) }
    const whole = frame(kind, [text], { maxRecord: options.maxRecord })
    const pieces = frame(kind, cut(random, text), options)
    expect([pieces.regions.join(''), pieces.buffer.tooLarge, pieces.buffer.consumed]).toEqual([
      whole.regions.join(''),
      whole.buffer.tooLarge,
      text.length,
    ])
  }
})
