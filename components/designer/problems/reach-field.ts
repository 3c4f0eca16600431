import type { Issue } from '../../../core/issue.ts'

/** Frames in which the inspector may come to show what was selected. */
const FRAMES = 10

/** Puts the focus on the field that an issue is about, once the inspector shows it; nowhere when it shows none. */
export function reachField(issue: Issue, frames = FRAMES): void {
  const inspector = document.getElementById('inspector')
  const invalid = [...(inspector?.querySelectorAll<HTMLElement>('[aria-invalid="true"]') ?? [])]
  const says = (field: HTMLElement): boolean =>
    (field.getAttribute('aria-describedby') ?? '')
      .split(' ')
      .some((id) => document.getElementById(id)?.textContent?.includes(issue.message))
  const field = invalid.find(says)
  if (field !== undefined) field.focus()
  else if (frames > 0) requestAnimationFrame(() => reachField(issue, frames - 1))
}
