/** Windows narrower than this begin with the palette as icons. */
const NARROW_BELOW = 1280

export const paletteIsNarrow = (): boolean => window.innerWidth < NARROW_BELOW
