import { defineConfig } from 'vitest/config'

/** `vitest run` takes the fast tests, `--mode e2e` those in a real browser, one file after the other, `--mode long` the long ones. */
export default defineConfig(({ mode }) => {
  const kind = mode === 'long' || mode === 'e2e' ? mode : 'fast'
  return {
    test: {
      include: { fast: ['**/*.test.ts'], e2e: ['tests/e2e/**/*.test.ts'], long: ['**/*.long.test.ts'] }[kind],
      exclude: ['node_modules/**', '.next*/**', ...(kind === 'fast' ? ['**/*.long.test.ts', 'tests/e2e/**'] : [])],
      reporters: ['default', './scripts/reporter.ts'],
      maxWorkers: kind === 'e2e' ? 1 : '100%',
      // a busy machine takes its time, and where nothing is missing a long wait costs none
      testTimeout: kind === 'long' ? 1_200_000 : 300_000,
      expect: { poll: { timeout: 30_000 } },
      hookTimeout: 120_000,
    },
  }
})
