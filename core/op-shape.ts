import { compileExpression, type ExprProblem, type ExprType, type Fields, patternProblem, type Typed } from './expr/index.ts'
import { type Issue, issue, type Place, suggestion } from './issue.ts'
import type { Aggregate, Expression, OpBody, OutputMode } from './plan.ts'
import { ARRIVAL_FIELD, eventTimeField, type Field, type FieldType, rawShape, type Shape, visible, WINDOW_TIME_FIELD } from './shape.ts'

/** Ingest stamp of a record, readable in expressions until a stateful op. */
const INGEST_FIELD: Field = { name: '_ingest_time', type: 'timestamp' }

type Body<E, K extends OpBody<E>['op']> = Extract<OpBody<E>, { op: K }>
export type Inferred = { body: OpBody<Typed>; shape: Shape; issues: Issue[] } | { body: null; issues: Issue[] }

/** The typed form of an op and the shape that leaves it, from the shapes of its inputs; or the issues that forbid it. `id` names the op where a shape refers to it. */
export function inferOp(
  body: OpBody<Expression>,
  inputs: readonly Shape[],
  id: string,
  at: (path: readonly (string | number)[]) => Place,
): Inferred {
  const [input = rawShape] = inputs
  if (body.op === 'source') {
    const fields = body.fields === null ? [] : [...body.fields, INGEST_FIELD]
    return { body, shape: body.fields === null ? rawShape : { fields, time: null }, issues: [] }
  }
  if (body.op === 'decode') {
    if (!input.raw) return refused(issue('ALREADY_DECODED', at([]), 'the wire in front already carries records', 'take this node out'))
    const declared: Field[] =
      body.codec.kind === 'lines'
        ? [{ name: 'text', type: 'string' }]
        : Object.entries(body.codec.fields).map(([name, type]) => ({ name, type }))
    if (body.codec.kind === 'json' && body.codec.rest === 'keep') declared.push({ name: '_rest', type: 'json' })
    return { body, shape: { fields: [...declared, INGEST_FIELD], time: null }, issues: [] }
  }
  switch (body.op) {
    case 'time':
      return inferTime(body, input, id, at)
    case 'filter': {
      const where = typed(body.where, input, 'boolean', at)
      return where.expr === null ? refused(...where.issues) : { body: { op: 'filter', where: where.expr }, shape: input, issues: [] }
    }
    case 'map':
      return inferMap(body, input, at)
    case 'explode':
      return inferExplode(body, input, at)
    case 'union':
      return inferUnion(body, inputs, at)
    case 'aggregate':
      return inferAggregate(body, input, at)
    case 'sink':
      return inferSink(body, input, at)
  }
}

const refused = (...issues: Issue[]): Inferred => ({ body: null, issues })

/** The fields of a shape as the expression language wants them. */
export const exprFields = (shape: Shape): Fields => Object.fromEntries(shape.fields.map((f) => [f.name, f.type]))

function typed(
  e: Expression,
  input: Shape,
  expect: ExprType | undefined,
  at: (path: readonly (string | number)[]) => Place,
): { expr: Typed; issues: [] } | { expr: null; issues: Issue[] } {
  const { expr, problems } =
    expect === undefined ? compileExpression(e.text, exprFields(input)) : compileExpression(e.text, exprFields(input), expect)
  return expr === null ? { expr: null, issues: problems.map((p) => expressionIssue(p, e, at)) } : { expr, issues: [] }
}

function expressionIssue(p: ExprProblem, e: Expression, at: (path: readonly (string | number)[]) => Place): Issue {
  const where = p.to > p.from ? ` at \`${e.text.slice(p.from, p.to)}\` (character ${p.from + 1})` : ''
  return issue('EXPRESSION', at(e.path), `${p.message}${where}`, p.hint)
}

const fieldOf = (shape: Shape, name: string): Field | undefined => shape.fields.find((f) => f.name === name)

function unknownField(shape: Shape, name: string, at: Place): Issue {
  const names = shape.fields.map((f) => f.name).filter((n) => !n.startsWith('_'))
  return issue('UNKNOWN_FIELD', at, `the wire carries no field \`${name}\``, suggestion(name, names) ?? `there is: ${names.join(', ')}`)
}

function inferTime(body: Body<Expression, 'time'>, input: Shape, id: string, at: (path: readonly (string | number)[]) => Place): Inferred {
  if (input.time !== null)
    return refused(
      issue('SECOND_WATERMARK', at([]), `the path already has the event time \`${input.time.field}\``, 'keep one event-time node per path'),
    )
  if ('arrival' in body.from) {
    const fields = [...input.fields, { name: ARRIVAL_FIELD, type: 'timestamp' } as const]
    return { body, shape: { ...input, fields, time: { field: ARRIVAL_FIELD, definition: id } }, issues: [] }
  }
  const field = fieldOf(input, body.from.field)
  if (field === undefined) return refused(unknownField(input, body.from.field, at(['field'])))
  if (field.type !== 'timestamp' && field.type !== 'long') {
    return refused(
      issue(
        'FIELD_TYPE',
        at(['field']),
        `\`${field.name}\` is ${field.type}; an event time is a timestamp or a long of epoch milliseconds`,
        'declare it as timestamp in the decode node, or make one with a map node: to_timestamp(…)',
      ),
    )
  }
  return { body, shape: { ...input, time: { field: field.name, definition: id } }, issues: [] }
}

function inferMap(body: Body<Expression, 'map'>, input: Shape, at: (path: readonly (string | number)[]) => Place): Inferred {
  const issues: Issue[] = []
  for (const name of [...body.remove, ...Object.keys(body.rename)])
    if (fieldOf(input, name) === undefined) issues.push(unknownField(input, name, at(['remove'])))
  const set: { name: string; value: Typed }[] = []
  for (const { name, value } of body.set) {
    const { expr, issues: found } = typed(value, input, undefined, at)
    issues.push(...found)
    if (expr !== null) set.push({ name, value: expr })
  }
  if (issues.length > 0) return refused(...issues)
  const type = (e: Typed): FieldType => (e.type === 'null' ? 'string' : e.type)
  const fields: Field[] = []
  for (const field of input.fields) {
    const overwritten = set.find((s) => s.name === field.name)
    if (overwritten !== undefined) fields.push({ name: field.name, type: type(overwritten.value) })
    else if (!body.remove.includes(field.name)) fields.push({ name: body.rename[field.name] ?? field.name, type: field.type })
  }
  for (const { name, value } of set) if (!input.fields.some((f) => f.name === name)) fields.push({ name, type: type(value) })
  const twice = fields.find((f, i) => fields.findIndex((g) => g.name === f.name) !== i)
  if (twice !== undefined)
    return refused(issue('DUPLICATE_FIELD', at([]), `two fields would be called \`${twice.name}\``, 'remove or rename one of them'))
  let { time } = input
  if (time !== null) {
    const { field } = time
    if (set.some((s) => s.name === field) || body.remove.includes(field)) time = null
    else time = { ...time, field: body.rename[field] ?? field }
  }
  return { body: { ...body, set }, shape: { ...input, fields, time }, issues: [] }
}

function inferExplode(body: Body<Expression, 'explode'>, input: Shape, at: (path: readonly (string | number)[]) => Place): Inferred {
  const field = fieldOf(input, body.field)
  if (field === undefined) return refused(unknownField(input, body.field, at(['field'])))
  if (field.type !== 'string')
    return refused(
      issue(
        'FIELD_TYPE',
        at(['field']),
        `\`${field.name}\` is ${field.type}; only text can be split by a pattern`,
        'cast it with a map node first',
      ),
    )
  const problem = patternProblem(body.pattern)
  if (problem !== null) return refused(issue('EXPRESSION', at(['pattern']), problem.message, problem.hint))
  const kept = input.fields.filter((f) => f.name !== body.as && (body.keepParent || f.name.startsWith('_') || f.name === input.time?.field))
  if (input.time?.field === body.as)
    return refused(issue('DUPLICATE_FIELD', at(['as']), `\`${body.as}\` is the event time`, 'choose another name'))
  return { body, shape: { ...input, fields: [...kept, { name: body.as, type: 'string' }] }, issues: [] }
}

function inferUnion(
  body: Body<Expression, 'union'>,
  inputs: readonly Shape[],
  at: (path: readonly (string | number)[]) => Place,
): Inferred {
  const fields = new Map<string, Field>()
  for (const shape of inputs) {
    for (const field of shape.fields) {
      const known = fields.get(field.name)
      if (known !== undefined && known.type !== field.type) {
        return refused(
          issue(
            'FIELD_TYPE',
            at([]),
            `\`${field.name}\` is ${known.type} on one wire and ${field.type} on another`,
            'cast or rename it with a map node in front of one of them',
          ),
        )
      }
      fields.set(field.name, field)
    }
  }
  const times = inputs.map((shape) => shape.time)
  const [time = null] = times
  const joined =
    time === null || times.some((t) => t?.field !== time.field)
      ? null
      : { field: time.field, definition: [...new Set(times.map((t) => t!.definition))].join(' ') }
  if (joined === null && times.some((t) => t !== null)) {
    return refused(
      issue(
        'WINDOW_NEEDS_EVENT_TIME',
        at([]),
        'only some of the joined wires have an event time, or its field has different names',
        'put one event-time node behind the union, or name the field alike',
      ),
    )
  }
  const output = inputs.map((s) => s.output).find((o) => o === 'complete' || o === 'update') ?? inputs[0]?.output
  return { body, shape: { fields: [...fields.values()], time: joined, ...(output === undefined ? {} : { output }) }, issues: [] }
}

function inferSink(
  { needs = [], rest = 'all' }: Body<Expression, 'sink'>,
  input: Shape,
  at: (path: readonly (string | number)[]) => Place,
): Inferred {
  const seen = { ...input, fields: visible(input) }
  const issues = needs.flatMap(({ name, types, path }) => {
    const field = fieldOf(seen, name)
    if (field === undefined) return [unknownField(seen, name, at(path))]
    return types === undefined || types.includes(field.type)
      ? []
      : [issue('FIELD_TYPE', at(path), `\`${name}\` is ${field.type}; it must be ${types.join(' or ')}`, 'cast it with a map node first')]
  })
  if (issues.length > 0) return refused(...issues)
  const names = [...(rest === 'time' ? [eventTimeField(input)] : []), ...needs.map(({ name }) => name)]
  const fields = rest === 'all' ? input.fields : [...new Set(names)].flatMap((name) => (name === null ? [] : (fieldOf(seen, name) ?? [])))
  return { body: { op: 'sink' }, shape: { ...input, fields }, issues: [] }
}

function inferAggregate(body: Body<Expression, 'aggregate'>, input: Shape, at: (path: readonly (string | number)[]) => Place): Inferred {
  const issues: Issue[] = []
  const { window, output } = body
  if (input.output === 'update' || input.output === 'complete') {
    issues.push(
      issue(
        'STATEFUL_AFTER_UPDATES',
        at(['output']),
        `the node in front yields ${input.output} output, whose rows are never final`,
        'set its output to append',
      ),
    )
  }
  if (window.kind !== 'none') {
    if (input.time === null)
      issues.push(issue('WINDOW_NEEDS_EVENT_TIME', at(['window']), 'no event time reaches this window', 'put an event-time node in front'))
    issues.push(...windowIssues(window, at))
  }
  if (output === 'append' && window.kind === 'none') {
    issues.push(
      issue(
        'APPEND_NEEDS_WATERMARK',
        at(['output']),
        'without a window no row is ever final, so append output would stay empty',
        'choose a window, or output update or complete',
      ),
    )
  }
  const keys: Field[] = []
  for (const [i, name] of body.keys.entries()) {
    const field = fieldOf(input, name)
    if (field === undefined) issues.push(unknownField(input, name, at(['keys', i])))
    else keys.push(field)
  }
  const results: Field[] = []
  for (const [i, agg] of body.aggs.entries()) {
    const type = aggregateType(agg, input, (path) => at(['aggs', i, ...path]), issues)
    if (type !== null) results.push({ name: agg.name, type })
  }
  const windowFields: Field[] =
    window.kind === 'none'
      ? []
      : [
          { name: 'window_start', type: 'timestamp' },
          { name: 'window_end', type: 'timestamp' },
        ]
  const fields: Field[] = [
    ...windowFields,
    ...keys,
    ...results,
    ...(window.kind === 'none' ? [] : [{ name: WINDOW_TIME_FIELD, type: 'timestamp' } as const]),
  ]
  const twice = fields.find((f, i) => fields.findIndex((g) => g.name === f.name) !== i)
  if (twice !== undefined)
    issues.push(
      issue('DUPLICATE_FIELD', at(['aggs']), `two fields would be called \`${twice.name}\``, 'choose another name for the aggregate'),
    )
  if (issues.length > 0) return refused(...issues)
  const time = window.kind === 'none' ? null : { field: WINDOW_TIME_FIELD, definition: input.time!.definition }
  const aggs = body.aggs.map((agg) =>
    (agg.fn === 'first' || agg.fn === 'last') && agg.order === undefined ? { ...agg, order: input.time!.field } : agg,
  )
  return { body: { ...body, aggs }, shape: { fields, time, output: output satisfies OutputMode }, issues: [] }
}

function windowIssues(window: Body<Expression, 'aggregate'>['window'], at: (path: readonly (string | number)[]) => Place): Issue[] {
  if (window.kind === 'none') return []
  const slide = window.kind === 'sliding' ? window.slide : window.size
  if (!(window.size >= 1) || !Number.isInteger(window.size))
    return [issue('WINDOW', at(['window', 'size']), `a window of ${window.size} ms cannot exist`, 'use at least 1ms')]
  if (!(slide >= 1) || !Number.isInteger(slide))
    return [issue('WINDOW', at(['window', 'slide']), `a slide of ${slide} ms cannot exist`, 'use at least 1ms')]
  if (slide > window.size)
    return [
      issue(
        'WINDOW',
        at(['window', 'slide']),
        `the slide (${slide} ms) is longer than the window (${window.size} ms): records would fall between windows`,
        'make the slide at most the size',
      ),
    ]
  if (Math.abs(window.offset ?? 0) >= slide)
    return [
      issue(
        'WINDOW',
        at(['window', 'offset']),
        `the offset (${window.offset} ms) must be shorter than the slide (${slide} ms)`,
        'subtract whole slides from it',
      ),
    ]
  if (window.size / slide > 10_000)
    return [
      issue(
        'WINDOW',
        at(['window', 'slide']),
        `each record would be in ${Math.ceil(window.size / slide)} windows; at most 10,000`,
        'make the slide longer',
      ),
    ]
  return []
}

function aggregateType(agg: Aggregate, input: Shape, at: (path: readonly (string | number)[]) => Place, issues: Issue[]): FieldType | null {
  if (agg.field === undefined) {
    if (agg.fn === 'count') return 'long'
    issues.push(issue('SETTING', at(['field']), `\`${agg.fn}\` needs a field`, 'only count works without one'))
    return null
  }
  const field = fieldOf(input, agg.field)
  if (field === undefined) {
    issues.push(unknownField(input, agg.field, at(['field'])))
    return null
  }
  if (agg.order !== undefined && fieldOf(input, agg.order) === undefined) issues.push(unknownField(input, agg.order, at(['order'])))
  switch (agg.fn) {
    case 'count':
    case 'count_distinct':
      return 'long'
    case 'sum':
    case 'avg':
      if (field.type !== 'long' && field.type !== 'double') {
        issues.push(
          issue(
            'FIELD_TYPE',
            at(['field']),
            `\`${agg.fn}\` needs numbers; \`${field.name}\` is ${field.type}`,
            'cast it with a map node first',
          ),
        )
        return null
      }
      return agg.fn === 'avg' ? 'double' : field.type
    case 'first':
    case 'last': {
      if (agg.order === undefined && input.time === null) {
        issues.push(
          issue(
            'SETTING',
            at(['order']),
            `\`${agg.fn}\` needs \`order\`: the field that says which record is ${agg.fn}`,
            'name a number or time field',
          ),
        )
        return null
      }
      return field.type
    }
    case 'min':
    case 'max':
      if (field.type === 'json') {
        issues.push(
          issue(
            'FIELD_TYPE',
            at(['field']),
            `JSON values have no order; \`${field.name}\` is json`,
            'take a value out of it with get_json_object in a map node',
          ),
        )
        return null
      }
      return field.type
  }
}
