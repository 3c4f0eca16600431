import { DuckDBInstance } from '@duckdb/node-api'
import type { ExprType, Typed, Value } from '../../core/expr/index.ts'
import type { Row } from './run.ts'

const TYPES: Readonly<Record<ExprType, string>> = {
  boolean: 'BOOLEAN',
  long: 'BIGINT',
  double: 'DOUBLE',
  string: 'VARCHAR',
  timestamp: 'BIGINT',
  json: 'VARCHAR',
  null: 'INTEGER',
}

/** Our meaning where DuckDB has another one. */
const MACROS = [
  'safe(v) AS CASE WHEN v BETWEEN -9007199254740991 AND 9007199254740991 THEN CAST(v AS BIGINT) END',
  'finite(v) AS CASE WHEN isfinite(v) THEN v END',
  "spaced(v) AS trim(v, chr(9) || chr(10) || chr(13) || ' ')",
  "to_long(v) AS CASE WHEN regexp_full_match(spaced(v), '[+-]?\\d+') THEN safe(TRY_CAST(spaced(v) AS HUGEINT)) END",
  // as in Spark, a number may end in the suffix of Java's float or double
  "to_double(v) AS CASE WHEN regexp_full_match(spaced(v), '[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?[fFdD]?') THEN finite(TRY_CAST(regexp_replace(spaced(v), '[fFdD]$', '') AS DOUBLE)) END",
  "to_boolean(v) AS CASE WHEN lower(spaced(v)) IN ('t', 'true', 'y', 'yes', '1') THEN TRUE WHEN lower(spaced(v)) IN ('f', 'false', 'n', 'no', '0') THEN FALSE END",
  'remainder(v, d) AS CASE WHEN d <> 0 THEN v % d END',
]

const text = (s: string): string => `'${s.replaceAll("'", "''")}'`
const name = (s: string): string => `"${s.replaceAll('"', '""')}"`

function literal(v: Value, type: ExprType): string {
  if (v === null) return type === 'null' ? 'NULL' : `CAST(NULL AS ${TYPES[type]})`
  if (typeof v === 'string') return text(v)
  if (typeof v === 'boolean') return String(v)
  return `CAST('${Object.is(v, -0) ? '-0.0' : v}' AS ${TYPES[type]})`
}

/** The expression in DuckDB's SQL, over a table whose columns are the fields; timestamps are milliseconds there. */
export function toDuckDb(e: Typed, now: number): string {
  const p = (part: Typed): string => toDuckDb(part, now)
  const double = (part: Typed): string => (part.type === 'double' ? p(part) : `CAST(${p(part)} AS DOUBLE)`)
  switch (e.kind) {
    case 'literal':
      return literal(e.value, e.type)
    case 'field':
      return name(e.name)
    case 'negate':
      return `(-${p(e.operand)})`
    case 'arithmetic': {
      if (e.op === '/') return `(CASE WHEN ${p(e.right)} <> 0 THEN finite(${double(e.left)} / ${double(e.right)}) END)`
      if (e.op === 'DIV') return `(CASE WHEN ${p(e.right)} <> 0 THEN ${p(e.left)} // ${p(e.right)} END)`
      if (e.op === '%')
        return e.type === 'double' ? `remainder(${double(e.left)}, ${double(e.right)})` : `remainder(${p(e.left)}, ${p(e.right)})`
      return e.type === 'double'
        ? `finite(${double(e.left)} ${e.op} ${double(e.right)})`
        : `safe(CAST(${p(e.left)} AS HUGEINT) ${e.op} ${p(e.right)})`
    }
    case 'concat':
      return `(${p(e.left)} || ${p(e.right)})`
    case 'compare': {
      const mixed = e.left.type !== e.right.type && e.left.type !== 'null' && e.right.type !== 'null'
      return mixed ? `(${double(e.left)} ${e.op} ${double(e.right)})` : `(${p(e.left)} ${e.op} ${p(e.right)})`
    }
    case 'distinct':
      return `(${p(e.left)} IS ${e.negated ? 'NOT ' : ''}DISTINCT FROM ${p(e.right)})`
    case 'and':
    case 'or':
      return `(${e.operands.map(p).join(` ${e.kind.toUpperCase()} `)})`
    case 'not':
      return `(NOT ${p(e.operand)})`
    case 'isNull':
      return `(${p(e.operand)} IS ${e.negated ? 'NOT ' : ''}NULL)`
    case 'between':
      return `(${p(e.operand)} BETWEEN ${p(e.low)} AND ${p(e.high)})`
    case 'in':
      return `(${p(e.operand)} IN (${e.items.map(p).join(', ')}))`
    case 'like':
      return `(${p(e.operand)} LIKE ${text(e.pattern)} ESCAPE '\\')`
    case 'case':
      return `(CASE ${e.branches.map(({ when, then }) => `WHEN ${p(when)} THEN ${p(then)}`).join(' ')} ELSE ${p(e.otherwise)} END)`
    case 'cast':
      return cast(e.operand.type, e.type, p(e.operand))
    case 'call':
      return call(e.name, e.args.map(p), e, now)
  }
}

function cast(from: ExprType, to: ExprType, v: string): string {
  if (from === 'string' && to !== 'string') return `to_${to}(${v})`
  if (from === 'double' && to === 'long') return `safe(TRY_CAST(trunc(${v}) AS HUGEINT))`
  if (to === 'boolean' && (from === 'long' || from === 'double')) return `(${v} <> 0)`
  return `CAST(${v} AS ${TYPES[to]})`
}

function call(name: string, args: readonly string[], e: Extract<Typed, { kind: 'call' }>, now: number): string {
  const [a, b, c] = args
  switch (name) {
    case 'contains': // DuckDB cannot choose between text and lists by a bare NULL
      return `contains(CAST(${a} AS VARCHAR), CAST(${b} AS VARCHAR))`
    case 'now':
      return `CAST(${now} AS BIGINT)`
    case 'unix_millis':
    case 'timestamp_millis':
      return a
    case 'unix_seconds':
      return `CAST(floor(${a} / 1000.0) AS BIGINT)`
    case 'date_trunc':
      return `epoch_ms(CAST(date_trunc(${a}, epoch_ms(${b})) AS TIMESTAMP))`
    case 'dayofweek':
      return `(dayofweek(epoch_ms(${a})) + 1)`
    case 'year':
    case 'quarter':
    case 'month':
    case 'day':
    case 'hour':
    case 'minute':
    case 'second':
      return `${name}(epoch_ms(${a}))`
    case 'date_format':
      return `strftime(epoch_ms(${a}), '%Y-%m-%d %H:%M:%S')`
    case 'floor':
    case 'ceil':
      return `safe(TRY_CAST(${name}(${a}) AS HUGEINT))`
    case 'sqrt':
      return `sqrt(CASE WHEN ${a} >= 0 THEN ${a} END)`
    case 'ln':
    case 'log10':
      return `${name}(CASE WHEN ${a} > 0 THEN ${a} END)`
    case 'exp':
    case 'power':
      return `finite(${name}(${args.join(', ')}))`
    case 'bround':
      return `round_even(${a}, CAST(${b} AS INTEGER))`
    case 'round':
      return e.type === 'long'
        ? `safe(CAST(round(CAST(${a} AS DECIMAL(38, 0)), CAST(${b} AS INTEGER)) AS HUGEINT))`
        : `round(${a}, CAST(${b} AS INTEGER))`
    case 'sign':
      return `CAST(sign(${a}) AS DOUBLE)`
    case 'pmod':
      return `remainder(CASE WHEN remainder(${a}, ${b}) < 0 THEN remainder(${a}, ${b}) + ${b} ELSE remainder(${a}, ${b}) END, ${b})`
    case 'nvl':
      return `coalesce(${a}, ${b})`
    case 'if':
      return `(CASE WHEN ${a} THEN ${b} ELSE ${c} END)`
    case 'concat':
      return `(${args.join(' || ')})`
    case 'trim':
    case 'ltrim':
    case 'rtrim':
      return `${name}(${a}, ' ')`
    case 'startswith':
      return `starts_with(${a}, ${b})`
    case 'endswith':
      return `ends_with(${a}, ${b})`
    case 'split_part':
      return `list_extract(string_split(${a}, ${b}), ${c})`
    case 'repeat':
      return `repeat(CAST(${a} AS VARCHAR), ${b})`
    case 'left':
    case 'right':
      return `${name}(${a}, ${b})`
    case 'lpad':
    case 'rpad':
      return `${name}(${a}, CAST(${b} AS INTEGER), ${c})`
    case 'regexp_like':
      return `regexp_matches(${a}, ${b})`
    case 'regexp_extract':
      return `(CASE WHEN regexp_matches(${a}, ${b}) THEN regexp_extract(${a}, ${b}, 0) END)`
    case 'regexp_replace':
      return `regexp_replace(${a}, ${b}, ${c.replaceAll('$', '\\')}, 'g')`
    case 'get_json_object':
      return `json_extract_string(${a}, ${b})`
    case 'json_array_length':
      return `(CASE WHEN json_type(${a}) = 'ARRAY' THEN CAST(json_array_length(${a}) AS BIGINT) END)`
    default:
      return `${name}(${args.join(', ')})`
  }
}

/** A table of rows in memory that answers expressions. */
export class DuckDbTable {
  readonly #connection: Awaited<ReturnType<DuckDBInstance['connect']>>

  private constructor(connection: Awaited<ReturnType<DuckDBInstance['connect']>>) {
    this.#connection = connection
  }

  static async create(fields: Readonly<Record<string, ExprType>>, rows: readonly Row[]): Promise<DuckDbTable> {
    const connection = await (await DuckDBInstance.create(':memory:')).connect()
    for (const macro of MACROS) await connection.run(`CREATE MACRO ${macro}`)
    const columns = Object.entries(fields)
    await connection.run(`CREATE TABLE input (_row INTEGER, ${columns.map(([field, type]) => `${name(field)} ${TYPES[type]}`).join(', ')})`)
    const tuples = rows.map((row, i) => `(${i}, ${columns.map(([field, type]) => literal(row[field], type)).join(', ')})`)
    await connection.run(`INSERT INTO input VALUES ${tuples.join(', ')}`)
    return new DuckDbTable(connection)
  }

  /** For each expression its value in every row. */
  async answers(sql: readonly string[]): Promise<Value[][]> {
    const reader = await this.#connection.runAndReadAll(`SELECT ${sql.map((e, i) => `${e} AS e${i}`).join(', ')} FROM input ORDER BY _row`)
    return reader.getColumns().map((column) => column.map((v) => (typeof v === 'bigint' ? Number(v) : (v as Value))))
  }

  close(): void {
    this.#connection.closeSync()
  }
}
