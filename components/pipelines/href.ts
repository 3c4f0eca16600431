/** The address of a pipeline; `at` = the moment to show (epoch milliseconds), `select` = a node or wire, `tab` = its drawing. */
export function pipelineHref(name: string, { at, select, tab }: { at?: number; select?: string; tab?: 'edit' } = {}): string {
  const query = new URLSearchParams()
  if (tab !== undefined) query.set('tab', tab)
  if (select !== undefined) query.set('sel', select)
  if (at !== undefined) query.set('at', String(at))
  const text = query.toString()
  return `/p/${encodeURIComponent(name)}${text === '' ? '' : `?${text}`}`
}
