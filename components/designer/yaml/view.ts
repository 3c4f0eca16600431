/** What is shown of a draft: the canvas, the text, or both beside each other. */
export const views = ['canvas', 'split', 'yaml'] as const
export type View = (typeof views)[number]

const KEY = 'millrace.view'

/** What was shown last on this browser. */
export const keptView = (): View => views.find((each) => each === localStorage.getItem(KEY)) ?? 'canvas'
export const keepView = (view: View): void => localStorage.setItem(KEY, view)
