/** A pipeline's text on its way from where it was pasted to the page that imports it. */
const KEY = 'millrace.import'

export const handOver = (text: string): void => sessionStorage.setItem(KEY, text)

/** Takes what was handed over, once; '' when nothing was. */
export function takeOver(): string {
  const text = sessionStorage.getItem(KEY) ?? ''
  sessionStorage.removeItem(KEY)
  return text
}

/** Whether a text looks like a whole pipeline. */
export const isPipelineText = (text: string): boolean => /^\s*["']?millrace["']?\s*:/m.test(text) && /^\s*["']?nodes["']?\s*:/m.test(text)
