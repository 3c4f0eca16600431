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
      testTimeout: kind === 'long' ? 1_200_000 : 120_000,
      // a browser on a busy machine takes its time
      expect: { poll: { timeout: kind === 'e2e' ? 15_000 : 1_000 } },
      hookTimeout: kind === 'fast' ? 10_000 : 120_000,
    },
  }
})
