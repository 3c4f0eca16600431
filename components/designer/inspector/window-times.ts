/** Windows of `size` that begin every `slide`, all in milliseconds; `offset` shifts their beginnings. */
export type Windows = { readonly size: number; readonly slide: number; readonly offset: number }
export type Span = { readonly from: number; readonly to: number }

/** The windows that overlap a stretch of time, in order of their beginnings. */
export function windowsIn({ size, slide, offset }: Windows, from: number, to: number): Span[] {
  const found: Span[] = []
  const first = Math.floor((from - size - offset) / slide) + 1
  for (let begin = first * slide + offset; begin < to; begin += slide)
    if (begin + size > from) found.push({ from: begin, to: begin + size })
  return found
}

/** The windows that hold a time: from their beginning on, but not at their end. */
export const windowsAt = (windows: Windows, at: number): Span[] => windowsIn(windows, at, at + 1).filter((w) => w.from <= at && at < w.to)
