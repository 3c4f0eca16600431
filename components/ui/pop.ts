/** What floats: menus, selects, popovers. Elevation is for these only. */
export const popClass = 'pop-in z-40 overflow-hidden rounded-lg border border-line-strong bg-raised text-sm text-fg shadow-pop'

export const itemClass =
  'relative flex min-h-8 cursor-pointer select-none items-center gap-2 rounded-sm px-2 py-1 outline-none pointer-coarse:min-h-10 data-disabled:cursor-not-allowed data-disabled:opacity-50 data-highlighted:bg-selected'
