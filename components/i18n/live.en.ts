/** Texts of the pipeline page: canvas, charts, tables, logs. */
export const liveEn = {
  'live.title': 'Live',
} as const
