/** Does one thing after the other, also when some fail; then throws what the first one threw. */
export async function inAnyCase(...acts: readonly (() => unknown)[]): Promise<void> {
  const problems: unknown[] = []
  for (const act of acts) {
    try {
      await act()
    } catch (error) {
      problems.push(error)
    }
  }
  if (problems.length > 0) throw problems[0]
}
