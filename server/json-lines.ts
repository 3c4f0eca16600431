/**
 * The values of lines of JSON, in their order. A line that cannot be read, as a kill or a full disk leaves it, does not end the reading: in its
 * place stands `broken` of how many there are together. Empty lines are nothing.
 */
export function readJsonLines<T>(lines: Iterable<string>, fits: (value: unknown) => value is T): (T | { readonly broken: number })[] {
  const read: (T | { readonly broken: number })[] = []
  let broken = 0
  const tell = (): void => {
    if (broken > 0) read.push({ broken })
    broken = 0
  }
  for (const line of lines) {
    if (line.trim() === '') continue
    const value = parsed(line)
    if (fits(value)) {
      tell()
      read.push(value)
    } else broken++
  }
  tell()
  return read
}

/** Whether it stands for lines that could not be read. */
export const isBroken = (read: object): read is { readonly broken: number } => 'broken' in read

/** What was read apart from what could not be, and how many lines that are. */
export function apart<T extends object>(
  read: readonly (T | { readonly broken: number })[],
): { readonly values: readonly T[]; readonly broken: number } {
  return {
    values: read.filter((each): each is T => !isBroken(each)),
    broken: read.reduce((sum, each) => sum + (isBroken(each) ? each.broken : 0), 0),
  }
}

/** Whether a value is an object with all of these members, each of its type. */
export const hasMembers = (value: unknown, members: Readonly<Record<string, 'string' | 'number'>>): boolean =>
  typeof value === 'object' &&
  value !== null &&
  Object.entries(members).every(([name, type]) => typeof (value as Record<string, unknown>)[name] === type)

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
