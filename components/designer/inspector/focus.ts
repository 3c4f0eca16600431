/** The id by which the canvas reaches the inspector. */
export const INSPECTOR = 'inspector'

/** Puts the focus on the first field of the inspector's open panel, once it shows what was just selected. */
export function focusInspector(): void {
  requestAnimationFrame(() => {
    const inspector = document.getElementById(INSPECTOR)
    const panel = inspector?.querySelector('[role="tabpanel"]') ?? inspector
    const fields =
      'input, textarea, select, [contenteditable="true"], [role="combobox"], [role="radio"][aria-checked="true"], [role="switch"]'
    // the help of a field stands before it, and its tooltip would take the Escape that leaves the panel
    const first = panel?.querySelector<HTMLElement>(fields) ?? panel?.querySelector<HTMLElement>('button')
    ;(first ?? inspector)?.focus()
    // what was suggested is replaced by what is typed
    if (first?.isContentEditable === true) document.getSelection()?.selectAllChildren(first)
    else if (first instanceof HTMLInputElement || first instanceof HTMLTextAreaElement) first.select()
  })
}
