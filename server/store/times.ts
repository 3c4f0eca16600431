/** Epoch milliseconds as the database wants them, and back; null stays null. */
export const date = (at: number): Date => new Date(at)
export const dateOrNull = (at: number | null): Date | null => (at === null ? null : new Date(at))
export const ms = (at: Date): number => at.getTime()
export const msOrNull = (at: Date | null): number | null => at?.getTime() ?? null
