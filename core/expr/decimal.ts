/** Rounds at `scale` decimal places (negative: before the point) by the decimal text of the number, as Spark does: 1.005 at 2 places is 1.01. */
export function roundDecimal(x: number, scale: number, ties: 'up' | 'even'): number {
  const [mantissa, exponent] = Math.abs(x).toExponential().split('e')
  const digits = mantissa.replace('.', '')
  const keep = Number(exponent) + 1 + scale
  if (keep >= digits.length) return x + 0
  if (keep < 0) return 0
  const head = BigInt(digits.slice(0, keep) || '0')
  const rest = digits.slice(keep)
  const up = rest[0] > '5' || (rest[0] === '5' && (ties === 'up' || rest.length > 1 || head % 2n === 1n))
  return Number(`${x < 0 ? '-' : ''}${up ? head + 1n : head}e${-scale}`) + 0
}

/** `-1,234,567.90`: `places` decimals (0–30), ties to even on the exact binary value, groups of three, as Java's DecimalFormat writes it. */
export function formatGrouped(x: number, places: number): string {
  const negative = x < 0 || Object.is(x, -0)
  const [whole, fraction] = fixed(Math.abs(x), places).split('.')
  const grouped = whole.replace(/\B(?=(?:\d{3})+$)/g, ',')
  return `${negative ? '-' : ''}${grouped}${fraction === undefined ? '' : `.${fraction}`}`
}

function fixed(x: number, places: number): string {
  if (x >= 1e21) return `${BigInt(x)}${places > 0 ? `.${'0'.repeat(places)}` : ''}`
  const rounded = x.toFixed(places)
  const [whole, exact] = x.toFixed(100).split('.') // every digit of any value that can be a tie
  if (!/^50*$/.test(exact.slice(places))) return rounded
  const down = whole + exact.slice(0, places) // toFixed took the larger neighbour of a tie
  if (Number(down.at(-1)) % 2 === 1) return rounded
  return places === 0 ? whole : `${whole}.${exact.slice(0, places)}`
}
