/** Shorter values are not looked for: they would black out words by chance. */
const SHORTEST = 6
const SHOWN = '•••'

/** Blacks out values in texts: as they are, and as JSON, an address or Base64 writes them. */
export function redactor(values: Iterable<string>): (text: string) => string {
  const forms = new Set(
    [...values]
      .filter((value) => value.length >= SHORTEST)
      .flatMap((value) => [
        value,
        JSON.stringify(value).slice(1, -1),
        encodeURIComponent(value.toWellFormed()),
        Buffer.from(value).toString('base64'),
        Buffer.from(value).toString('base64url'),
      ]),
  )
  // the longest first: one value may be a part of another
  const wanted = [...forms].sort((a, b) => b.length - a.length)
  return (text) => wanted.reduce((rest, form) => rest.replaceAll(form, SHOWN), text)
}
