import fs from 'node:fs'
import type { Rule } from '../../core/alert.ts'
import { compile } from '../../core/compile.ts'
import { type Pipeline, type ReadOptions, readPipeline } from '../../core/graph.ts'
import type { PathGuarantee } from '../../core/guarantee.ts'
import type { Issue } from '../../core/issue.ts'
import type { Durability, Plan } from '../../core/plan.ts'
import { catalogue } from '../../nodes/types.gen.ts'
import { UsageError } from './command.ts'

export type Loaded = {
  readonly file: string
  readonly pipeline: Pipeline | null
  /** null when an issue is an error. */
  readonly plan: Plan | null
  /** In the order of the text. */
  readonly issues: readonly Issue[]
  readonly guarantees: readonly PathGuarantee[]
  readonly rules: readonly Rule[]
}

export type LoadOptions = Pick<ReadOptions, 'params' | 'secrets'> & { durability?: Durability }

/** Reads and compiles a pipeline file as `run` will: with the process's environment. Throws UsageError when the file cannot be read. */
export function loadPipeline(file: string, { params, secrets, durability }: LoadOptions = {}): Loaded {
  const { pipeline, issues, locate } = readPipeline(readText(file), { env: process.env, secrets, params })
  if (pipeline === null || issues.some((issue) => issue.level === 'error')) {
    return { file, pipeline, plan: null, issues: inOrder(issues), guarantees: [], rules: [] }
  }
  const chosen = durability === undefined ? pipeline : { ...pipeline, durability }
  const compiled = compile(chosen, catalogue)
  const all = [...issues, ...compiled.issues.map((issue) => ({ ...issue, at: locate(issue.at) }))]
  return { file, pipeline: chosen, plan: compiled.plan, issues: inOrder(all), guarantees: compiled.guarantees, rules: compiled.rules }
}

/** The text of a file. Throws UsageError when it cannot be read. */
export function readText(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') throw new UsageError(`there is no file ${file}`)
    if (code === 'EISDIR') throw new UsageError(`${file} is a folder: name the pipeline file inside it`)
    throw new UsageError(`cannot read ${file}: ${(error as Error).message}`)
  }
}

function inOrder(issues: readonly Issue[]): Issue[] {
  return issues.toSorted((a, b) => (a.at.line ?? 0) - (b.at.line ?? 0) || (a.at.column ?? 0) - (b.at.column ?? 0))
}

/** An issue as compilers print them: `file:line:column: level CODE message`, and what to do about it in a second line. */
export function issueText(file: string, { level, code, message, hint, at }: Issue): string {
  const place = [file, at.line ?? 1, at.column ?? 1].join(':')
  return `${place}: ${level} ${code}: ${message}\n${hint === undefined ? '' : `  ${hint}\n`}`
}
