import fs from 'node:fs'
import type { Reporter, TestModule } from 'vitest/node'

type Counts = { passed: number; failed: number; skipped: number }

/** Prints `N passed, N failed, N skipped` as the last line. With MILLRACE_TEST_COUNTS=FILE the counts of further runs are added up there. */
export default class CountingReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const file = process.env.MILLRACE_TEST_COUNTS
    const counts: Counts =
      file !== undefined && fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : { passed: 0, failed: 0, skipped: 0 }
    counts.failed += errors.length
    for (const module of modules) {
      const before = counts.failed
      for (const test of module.children.allTests()) {
        const { state } = test.result()
        counts[state === 'pending' ? 'skipped' : state]++
      }
      // a file that cannot be loaded, or a hook that throws, fails without a failed test
      if (module.state() === 'failed' && counts.failed === before) counts.failed++
    }
    if (file !== undefined) fs.writeFileSync(file, JSON.stringify(counts))
    process.once('exit', () => console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`))
  }
}
