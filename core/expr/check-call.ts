import { suggestion } from '../issue.ts'
import type { FieldType } from '../shape.ts'
import { type Argument, type ArgumentType, common, type FunctionDef, isNumber } from './functions/function.ts'
import { functionNamed, functions } from './functions/index.ts'
import { type ExprProblem, problem } from './problem.ts'
import type { ExprType, Typed } from './types.ts'

type Place = { from: number; to: number }

/** What people call functions elsewhere, and what it is here. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  ceiling: 'ceil',
  char_length: 'length',
  concatenate: 'concat',
  current_timestamp: 'now',
  ifnull: 'nvl',
  iff: 'if',
  json_extract: 'get_json_object',
  len: 'length',
  lcase: 'lower',
  position: 'instr',
  pow: 'power',
  strlen: 'length',
  strpos: 'instr',
  starts_with: 'startswith',
  ends_with: 'endswith',
  substring: 'substr',
  to_lower: 'lower',
  to_upper: 'upper',
  ucase: 'upper',
}

/** The typed call, or null with the problems added. */
export function checkCall(name: string, args: readonly Typed[], place: Place, problems: ExprProblem[]): Typed | null {
  const def = functionNamed(name)
  if (def === undefined) {
    const known = ELSEWHERE[name.toLowerCase()]
    const hint =
      known !== undefined
        ? `it is called \`${known}\` here`
        : suggestion(
            name.toLowerCase(),
            functions.map((f) => f.name),
          )
    problems.push(
      problem('EXPR_UNKNOWN_FUNCTION', { from: place.from, to: place.from + name.length }, `there is no function \`${name}\``, hint),
    )
    return null
  }
  const before = problems.length
  if (checkCount(def, args, place, problems)) checkArguments(def, args, problems)
  if (problems.length > before) return null
  return { kind: 'call', type: resultType(def, args), name: def.name, args, ...place }
}

/** How a function is written: `substr(text, start[, length])`. */
export function signature(def: FunctionDef): string {
  const shown = def.arguments.map((a, i) => {
    const text = `${i === 0 ? '' : ', '}${a.name}${a.variadic ? ', …' : ''}`
    return a.optional ? `[${text}]` : text
  })
  return `${def.name}(${shown.join('')})`
}

function checkCount(def: FunctionDef, args: readonly Typed[], place: Place, problems: ExprProblem[]): boolean {
  const least = def.arguments.filter((a) => !a.optional).length
  const most = def.arguments.at(-1)?.variadic ? Number.POSITIVE_INFINITY : def.arguments.length
  if (args.length >= least && args.length <= most) return true
  const wanted = least === most ? String(least) : most === Number.POSITIVE_INFINITY ? `at least ${least}` : `${least} to ${most}`
  problems.push(
    problem(
      'EXPR_ARITY',
      place,
      `\`${def.name}\` takes ${wanted} argument${wanted === '1' || wanted === 'at least 1' ? '' : 's'}, here are ${args.length}`,
      `write ${signature(def)}`,
    ),
  )
  return false
}

const argumentAt = (def: FunctionDef, i: number): Argument => def.arguments[Math.min(i, def.arguments.length - 1)]

const shares = (type: ArgumentType): boolean => type === 'same' || type === 'ordered'

function checkArguments(def: FunctionDef, args: readonly Typed[], problems: ExprProblem[]): void {
  const before = problems.length
  let shared: ExprType = 'null'
  for (const [i, e] of args.entries()) {
    const argument = argumentAt(def, i)
    const where = `argument ${i + 1} (${argument.name}) of \`${def.name}\``
    if (shares(argument.type)) {
      const wider = common(shared, e.type)
      if (wider === null)
        problems.push(
          problem('EXPR_TYPE', e, `${where} is a ${e.type}, the others are ${shared}s`, 'convert one of them with CAST(x AS type)'),
        )
      else if (argument.type === 'ordered' && e.type === 'json')
        problems.push(problem('EXPR_TYPE', e, `${where} is JSON, which cannot be compared`, 'use CAST(x AS string)'))
      else shared = wider
    } else if (!accepts(argument.type, e.type)) {
      problems.push(
        problem(
          'EXPR_TYPE',
          e,
          `${where} must be a ${describe(argument.type)}, this is a ${e.type}`,
          conversionHint(argument.type, e.type),
        ),
      )
    }
    if (argument.literal !== undefined) checkLiteral(argument, where, e, problems)
  }
  const wrong = problems.length === before ? def.check?.(args.map((e) => (e.kind === 'literal' ? e.value : undefined))) : null
  if (wrong) problems.push(problem('EXPR_PATTERN', args[wrong.argument], wrong.message, wrong.hint))
}

function checkLiteral(argument: Argument, where: string, e: Typed, problems: ExprProblem[]): void {
  if (e.kind !== 'literal' || e.value === null) {
    problems.push(
      problem(
        'EXPR_LITERAL',
        e,
        `${where} must be written as a literal`,
        argument.type === 'string' ? "write a text in single quotes, such as '…'" : 'write a number',
      ),
    )
    return
  }
  const wrong = argument.literal!(e.value)
  if (wrong !== null) problems.push(problem('EXPR_PATTERN', e, wrong.message, wrong.hint))
}

function accepts(wanted: ArgumentType, type: ExprType): boolean {
  if (type === 'null' || type === wanted) return true
  if (wanted === 'number' || wanted === 'double') return isNumber(type)
  return wanted === 'text' && (type === 'string' || type === 'json')
}

const describe = (type: ArgumentType): string => (type === 'text' ? 'string or json' : type === 'number' ? 'number' : type)

function conversionHint(wanted: ArgumentType, type: ExprType): string | undefined {
  if (wanted === 'string') {
    if (type === 'double') return 'write it out: format_number(x, 2)'
    return 'convert it: CAST(x AS string)'
  }
  if (wanted === 'timestamp')
    return type === 'string' ? 'convert it: to_timestamp(x)' : isNumber(type) ? 'convert it: timestamp_millis(n)' : undefined
  if (wanted === 'long' && type === 'timestamp') return 'convert it: unix_millis(t)'
  if (wanted === 'long' || wanted === 'number' || wanted === 'double')
    return `convert it: CAST(x AS ${wanted === 'long' ? 'long' : 'double'})`
  return undefined
}

function resultType(def: FunctionDef, args: readonly Typed[]): ExprType {
  if (def.result === 'first') return args[0].type
  if (def.result === 'widest') return args.some((e) => e.type === 'double') ? 'double' : 'long'
  if (def.result !== 'same') return def.result satisfies FieldType
  let type: ExprType = 'null'
  for (const [i, e] of args.entries()) if (shares(argumentAt(def, i).type)) type = common(type, e.type) ?? type
  return type
}
