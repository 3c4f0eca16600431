import { defineConfig } from 'vitest/config'

/** `vitest run` takes the fast tests, `vitest run --mode long` the long ones. */
export default defineConfig(({ mode }) => ({
  test: {
    include: mode === 'long' ? ['**/*.long.test.ts'] : ['**/*.test.ts'],
    exclude: mode === 'long' ? ['node_modules/**'] : ['node_modules/**', '**/*.long.test.ts'],
    reporters: ['default', './scripts/reporter.ts'],
    maxWorkers: '100%',
    testTimeout: mode === 'long' ? 1_200_000 : 120_000,
  },
}))
