/** `silencedUntil` of a silence that ends when its rule is normal again: as epoch milliseconds, the last moment of the year 9999. */
export const UNTIL_RESOLVED = 253_402_300_799_999
/** `silencedUntil` of a silence that ends only when somebody ends it: the moment before. */
export const UNTIL_ENDED = UNTIL_RESOLVED - 1

/** The name of the rule that watches a source for silence without having been written. */
export const freeRuleName = (node: string): string => `silence-${node}`
/** Whether a rule is one that nobody had to write, or stands in its place. */
export const isFreeRule = ({ rule, on }: { readonly rule: string; readonly on: string }): boolean => rule === freeRuleName(on)
