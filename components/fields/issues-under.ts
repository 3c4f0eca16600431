import type { DataPath } from '../../core/edit/index.ts'
import type { Issue } from '../../core/issue.ts'
import type { Fix } from '../../core/suggest/index.ts'
import type { FormIssues } from './widget.ts'

const isWithin = (path: DataPath, outer: DataPath): boolean => outer.every((key, i) => String(key) === String(path[i]))

/** A document's issues as a form wants them, whose settings stand under a path of it. */
export function issuesUnder(base: DataPath, issues: readonly Issue[], fixes: (issue: Issue) => readonly Fix[]): FormIssues {
  const under = issues.filter(({ at }) => at.path !== undefined && isWithin(at.path, base))
  return {
    within: (path) => under.filter(({ at }) => isWithin(at.path!, [...base, ...path])),
    at: (path) => under.filter(({ at }) => at.path!.length === base.length + path.length && isWithin(at.path!, [...base, ...path])),
    fixes,
  }
}
