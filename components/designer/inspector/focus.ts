/** The id by which the canvas reaches the inspector. */
export const INSPECTOR = 'inspector'

/** Puts the focus on the first field of the inspector's open panel, once it shows what was just selected. */
export function focusInspector(): void {
  requestAnimationFrame(() => {
    const inspector = document.getElementById(INSPECTOR)
    const panel = inspector?.querySelector('[role="tabpanel"]') ?? inspector
    const field = panel?.querySelector<HTMLElement>('input, textarea, select, [role="radio"][aria-checked="true"], [role="switch"], button')
    ;(field ?? inspector)?.focus()
  })
}
