/** So many lines of a log a page gets at once; fewer means that there are no older ones. */
export const FIRST_LINES = 200
/** So many changes of alerts a page gets at once; fewer means that there are no older ones. */
export const FIRST_EVENTS = 200
