import { vi } from 'vitest'

/** Resolves once a check holds; a busy machine takes its time. */
export const eventually = <T>(check: () => T | Promise<T>): Promise<T> => vi.waitFor(check, { interval: 5, timeout: 30_000 })
