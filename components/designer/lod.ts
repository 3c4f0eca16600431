/**
 * How much of a card is drawn: `full`; `larger` = the same in larger type, because the canvas is zoomed out; `compact` = name and rate; `box` = a
 * coloured box and straight wires.
 */
export type Detail = 'full' | 'larger' | 'compact' | 'box'

/** The level of detail for a zoom of the canvas: text below it could not be read, and drawing it would cost every pan. */
export const detailAt = (zoom: number): Detail => (zoom >= 0.85 ? 'full' : zoom >= 0.55 ? 'larger' : zoom >= 0.35 ? 'compact' : 'box')

/** Whether sparklines, chips and port names are drawn. */
export const isDetailed = (detail: Detail): boolean => detail === 'full' || detail === 'larger'
