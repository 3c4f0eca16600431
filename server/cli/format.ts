/** `1234567` → `1,234,567`; below ten with one digit behind the point. */
export function count(n: number): string {
  return n.toLocaleString('en', { maximumFractionDigits: n < 10 ? 1 : 0 })
}

/** Milliseconds for people: `5 ms`, `12.3 s`, `4 m 05 s`, `2 h 03 m`. */
export function duration(ms: number): string {
  if (ms < 1_000) return `${ms < 10 ? Math.round(ms * 10) / 10 : Math.round(ms)} ms`
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`
  const pad = (n: number) => String(Math.floor(n)).padStart(2, '0')
  if (ms < 3_600_000) return `${Math.floor(ms / 60_000)} m ${pad((ms % 60_000) / 1_000)} s`
  return `${Math.floor(ms / 3_600_000)} h ${pad((ms % 3_600_000) / 60_000)} m`
}

/** Epoch milliseconds as `2026-03-02 09:04:00` in UTC. */
export function instant(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace('T', ' ')
}

/** Bytes as `98.2 MB`. */
export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`
}

/** A share from 0 to 1 as `[#####---------------]`. */
export function bar(share: number, width: number): string {
  const full = Math.round(Math.min(1, Math.max(0, share)) * width)
  return `[${'#'.repeat(full)}${'-'.repeat(width - full)}]`
}

/** Rows under their headings; columns of numbers to the right. Each line begins with two spaces. */
export function columns(headings: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const cells = rows.map((row) => row.map((value) => (typeof value === 'number' ? count(value) : value)))
  const right = headings.map((_, i) => rows.length > 0 && rows.every((row) => typeof row[i] === 'number'))
  const widths = headings.map((heading, i) => Math.max(heading.length, ...cells.map((row) => row[i].length)))
  const line = (row: readonly string[]) =>
    `  ${row.map((cell, i) => (right[i] ? cell.padStart(widths[i]) : cell.padEnd(widths[i]))).join('  ')}`.trimEnd()
  return [headings, ...cells].map((row) => `${line(row)}\n`).join('')
}
