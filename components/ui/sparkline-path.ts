/**
 * The outline of figures over a box, as the `d` of a line and of the area below it. The scale begins at zero; NaN breaks the line; a lone point is
 * drawn as a dot of the line's width.
 */
export function sparkline(values: ArrayLike<number>, width: number, height: number): { line: string; area: string } {
  let top = 0
  for (let k = 0; k < values.length; k++) if (values[k] > top) top = values[k]
  const x = (k: number) => round((k / Math.max(1, values.length - 1)) * width)
  const y = (v: number) => round(top === 0 ? height : height - (v / top) * height)
  let line = ''
  let area = ''
  for (let k = 0; k < values.length; k++) {
    if (Number.isNaN(values[k])) continue
    const begin = k
    let part = `M${x(k)} ${y(values[k])}`
    while (k + 1 < values.length && !Number.isNaN(values[k + 1])) part += `L${x(++k)} ${y(values[k])}`
    line += k === begin ? `${part}h0.01` : part
    if (k > begin) area += `${part}V${height}H${x(begin)}Z`
  }
  return { line, area }
}

const round = (v: number): number => Math.round(v * 10) / 10
