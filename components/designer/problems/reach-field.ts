/** Frames in which the inspector may come to show what was selected. */
const FRAMES = 10

/** Puts the focus on the field beside which a problem is told, once the inspector shows it; nowhere when it shows none. */
export function reachField(message: string, frames = FRAMES): void {
  const inspector = document.getElementById('inspector')
  const invalid = [...(inspector?.querySelectorAll<HTMLElement>('[aria-invalid="true"]') ?? [])]
  const says = (field: HTMLElement): boolean =>
    (field.getAttribute('aria-describedby') ?? '').split(' ').some((id) => document.getElementById(id)?.textContent?.includes(message))
  const field = invalid.find(says)
  if (field !== undefined) field.focus()
  else if (frames > 0) requestAnimationFrame(() => reachField(message, frames - 1))
}
