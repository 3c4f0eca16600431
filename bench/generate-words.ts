import { parseArgs } from 'node:util'
import { report, writeDataFiles } from './data-files.ts'
import { WordLines } from './word-lines.ts'

/** SHA-256 of all files in order. */
const KNOWN: Record<string, string> = {
  '2000000 lines, seed 7': 'e93c2f5f8b605f164b96558be700341324f4005d1290d581b35fdeab49dae865',
}

/** Writes lines of words as a folder of text files: `--out DIR [--lines 2000000] [--files 20] [--seed 7]`. */
export function generateWords(args: readonly string[]): void {
  const { values } = parseArgs({
    args: [...args],
    options: {
      lines: { type: 'string', default: '2000000' },
      out: { type: 'string' },
      files: { type: 'string', default: '20' },
      seed: { type: 'string', default: '7' },
    },
  })
  if (values.out === undefined) throw new Error('say where to: --out DIR')
  const count = Number(values.lines)
  const seed = Number(values.seed)
  const lines = new WordLines(seed)
  const what = `${count} lines, seed ${seed}`
  const sha256 = writeDataFiles({
    out: values.out,
    files: Number(values.files),
    count,
    name: (file) => `lines-${String(file).padStart(4, '0')}.txt`,
    write: (bytes, from, to) => {
      for (let n = from; n < to; n++) lines.write(bytes, n)
    },
    about: { lines: count, seed },
  })
  report(what, sha256, KNOWN[what])
}

if (import.meta.main) generateWords(process.argv.slice(2))
