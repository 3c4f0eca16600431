/** How a whole graph is fitted into the canvas. */
export const FIT = { padding: { x: '28px', top: '48px', bottom: '56px' }, maxZoom: 1, minZoom: 0.1 } as const
/** As FIT, with room for the names of open ports. */
export const FIT_DRAFT = { ...FIT, padding: { ...FIT.padding, x: '28px', right: '80px' } } as const
/** More nodes than this are drawn only where they can be seen. */
export const CULL_FROM = 150
/** More nodes than this hide the map while the canvas moves. */
export const STILL_MAP_FROM = 250
/** Room between the selected node and what covers the canvas. */
export const EDGE = 24
/** Whether the viewer wants things not to move. */
export const reducedMotion = (): boolean =>
  document.documentElement.dataset.motion === 'reduced' ||
  (document.documentElement.dataset.motion !== 'full' && matchMedia('(prefers-reduced-motion: reduce)').matches)
