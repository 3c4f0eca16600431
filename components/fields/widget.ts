import type { Data, DataPath } from '../../core/edit/data.ts'
import type { Command } from '../../core/edit/index.ts'
import type { Value } from '../../core/expr/index.ts'
import type { FormField } from '../../core/form.ts'
import type { Issue } from '../../core/issue.ts'
import type { Shape } from '../../core/shape.ts'
import type { Fix } from '../../core/suggest/index.ts'
import type { Params } from './references.ts'

/** What widgets know beside the value that they edit. */
export type FieldContext = {
  /** What arrives at the node; null = not known. */
  readonly shape: Shape | null
  /** The newest record seen there, by field, for the live result of expressions; null = none was seen. */
  readonly sample: Readonly<Record<string, Value>> | null
  /** Epoch milliseconds, for expressions that ask for the time. */
  readonly now: () => number
  /** Those of the pipeline, for references. */
  readonly params: Params
  /** Those that may be named, where settings may be secrets. */
  readonly secrets?: {
    /** undefined = not known. */
    readonly names: readonly string[] | undefined
    /** What a new one could be called. */
    readonly proposed: string
    /** Keeps a value on the server. Throws ApiError. */
    readonly keep: (name: string, value: string) => Promise<void>
  }
  /** What a choice at a path is called, where its word in the document is not for people. */
  readonly choiceName?: (path: DataPath, choice: string) => string | undefined
  /** What a text at a path could be, such as ids of nodes for a rule's `on`. */
  readonly suggest?: (path: DataPath) => readonly string[]
}

/** The edits that a form makes; paths are relative to what the form edits. */
export type FormEdits = {
  set(path: DataPath, value: Data): void
  unset(path: DataPath): void
  /** Gives a key another name in its place. */
  rename(path: DataPath, to: string): void
  /** Takes the way out that an issue offers. */
  apply(command: Command): void
}

/** Issues and ways out, by path of the form. */
export type FormIssues = {
  /** Of a setting itself, not of what is inside it. */
  at(path: DataPath): readonly Issue[]
  within(path: DataPath): readonly Issue[]
  fixes(issue: Issue): readonly Fix[]
}

/** Ids that join a control with its label, help and error. */
export type ControlIds = {
  readonly id: string
  readonly 'aria-describedby': string | undefined
  readonly 'aria-invalid': true | undefined
  /** Of a control that no label stands at. */
  readonly 'aria-label'?: string
}

export type WidgetProps = {
  readonly field: Pick<FormField, 'meta' | 'choices' | 'default' | 'item'>
  readonly path: DataPath
  /** As the document says it; undefined = not set. */
  readonly value: Data | undefined
  readonly label: string
  readonly ids: ControlIds
  readonly context: FieldContext
  readonly disabled: boolean
  /** undefined takes the setting out. */
  readonly onChange: (value: Data | undefined) => void
}

/** A setting that is taken from a parameter, secret or variable as a whole. */
export const isReference = (value: unknown): value is string => typeof value === 'string' && /^\$\{\w+\.[\w-]+\}$/.test(value)

/** A value as text in a line. */
export const textOf = (value: unknown): string =>
  value === undefined || value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value)
