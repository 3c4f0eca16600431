/** The address of a pipeline; `at` = the moment to show (epoch milliseconds), `select` = a node or wire. */
export function pipelineHref(name: string, { at, select }: { at?: number; select?: string } = {}): string {
  const query = new URLSearchParams()
  if (select !== undefined) query.set('sel', select)
  if (at !== undefined) query.set('at', String(at))
  const text = query.toString()
  return `/p/${encodeURIComponent(name)}${text === '' ? '' : `?${text}`}`
}
