/** How much of a card is drawn: `full`, `compact` = header and rate, `box` = a coloured box and straight wires. */
export type Detail = 'full' | 'compact' | 'box'

/** The level of detail for a zoom of the canvas: text below it could not be read, and drawing it would cost every pan. */
export const detailAt = (zoom: number): Detail => (zoom >= 0.6 ? 'full' : zoom >= 0.35 ? 'compact' : 'box')
