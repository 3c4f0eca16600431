import type { Readable } from 'node:stream'

const LONGEST_LINE = 64 * 1024

/** Tells lines once they are whole, so that what is looked for in them is not cut in two. */
export function wholeLines(stream: Readable, take: (text: string) => void): void {
  let rest = ''
  const tell = (length: number): void => {
    if (length > 0) take(rest.slice(0, length))
    rest = rest.slice(length)
  }
  stream.setEncoding('utf8').on('data', (text: string) => {
    rest += text
    tell(rest.length > LONGEST_LINE ? rest.length : rest.lastIndexOf('\n') + 1)
  })
  stream.on('end', () => tell(rest.length))
}
