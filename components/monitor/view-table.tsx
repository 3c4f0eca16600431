'use client'
import { ArrowDown, ArrowUp } from 'lucide-react'
import { memo, type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import type { Cell, ViewColumns } from '../../core/protocol.ts'
import type { View } from '../hooks/view.ts'
import { localeOf } from '../i18n/lang.ts'
import { useLang, useT } from '../i18n/provider.tsx'
import { Table, Td, Th } from '../ui/table.tsx'
import { timeLabel } from './svg.ts'

/** More rows than this are not drawn: nobody reads them, and the filter finds them. */
const MOST_DRAWN = 300

export type Sort = { readonly by: string; readonly order: 'asc' | 'desc' }

/** The rows of a live table. A new or changed row is lit for a moment. Without a sort the newest come first. */
export function ViewTable({
  view,
  sort: first,
  filter,
  label,
  empty,
}: {
  view: View
  sort: Sort | null
  filter: string
  label: string
  /** Shown when no row fits the filter. */
  empty: ReactNode
}) {
  const t = useT()
  const [sort, setSort] = useState(first)
  const columns = useMemo(() => view.columns.map((column, i) => ({ ...column, i })).filter((c) => !c.name.startsWith('_')), [view.columns])
  const rows = useMemo(() => arranged(view, sort, filter), [view, sort, filter])
  const fresh = useFresh(view)
  const keyAt = useMemo(() => view.key.map((name) => view.columns.findIndex((c) => c.name === name)), [view.key, view.columns])
  return (
    <>
      <Table label={label} boxClass="min-h-0 flex-1">
        <thead>
          <tr>
            {columns.map(({ name, type }) => {
              const sorted = sort?.by === name ? sort.order : null
              const numeric = type === 'long' || type === 'double'
              const Arrow = sorted === 'asc' ? ArrowUp : ArrowDown
              return (
                <Th key={name} numeric={numeric} aria-sort={sorted === null ? 'none' : sorted === 'asc' ? 'ascending' : 'descending'}>
                  <button
                    type="button"
                    className="inline-flex items-center gap-1 rounded-sm hover:text-fg"
                    title={t('tables.sort', { column: name })}
                    onClick={() => setSort(next(sort, name))}
                  >
                    {name}
                    {sorted !== null && <Arrow size={12} aria-hidden="true" />}
                  </button>
                </Th>
              )
            })}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, MOST_DRAWN).map((row) => {
            const key = JSON.stringify(keyAt.map((i) => row[i]))
            return <Row key={key} row={row} columns={columns} fresh={fresh.has(row)} />
          })}
        </tbody>
      </Table>
      {rows.length === 0 && empty}
      {rows.length > MOST_DRAWN && (
        <p className="num shrink-0 border-t border-line px-3 py-1.5 text-xs text-subtle">
          {t('tables.shown', { count: MOST_DRAWN, all: rows.length })}
        </p>
      )}
    </>
  )
}

type Columns = readonly (ViewColumns[number] & { readonly i: number })[]

const Row = memo(function Row({ row, columns, fresh }: { row: readonly Cell[]; columns: Columns; fresh: boolean }) {
  return (
    <tr className={fresh ? 'mr-fresh hover:bg-hover' : 'hover:bg-hover'}>
      {columns.map(({ name, type, i }) => (
        <Td key={name} numeric={type === 'long' || type === 'double'} className="h-8">
          <CellText value={row[i]} type={type} />
        </Td>
      ))}
    </tr>
  )
})

const numbers = new Map<string, Intl.NumberFormat>()
function numberOf(lang: Parameters<typeof localeOf>[0]): Intl.NumberFormat {
  const known = numbers.get(lang) ?? new Intl.NumberFormat(localeOf(lang), { maximumFractionDigits: 3 })
  numbers.set(lang, known)
  return known
}

/** A value of a record: times of the page's zone, numbers in its separators, texts on one line. */
export function CellText({ value, type }: { value: Cell; type: ViewColumns[number]['type'] }) {
  const lang = useLang()
  if (value === null) return <span className="text-subtle">–</span>
  if (type === 'timestamp' && typeof value === 'number')
    return (
      <time dateTime={new Date(value).toISOString()} className="num">
        {timeLabel(lang, value, Date.now(), true)}
      </time>
    )
  if (typeof value === 'number') return numberOf(lang).format(value)
  return (
    <span className="block max-w-[48ch] truncate" title={String(value)}>
      {String(value)}
    </span>
  )
}

const next = (sort: Sort | null, by: string): Sort | null =>
  sort?.by !== by ? { by, order: 'desc' } : sort.order === 'desc' ? { by, order: 'asc' } : null

function arranged({ columns, rows }: View, sort: Sort | null, filter: string): readonly (readonly Cell[])[] {
  const wanted = filter.trim().toLowerCase()
  const found = wanted === '' ? [...rows] : rows.filter((row) => row.some((cell) => String(cell).toLowerCase().includes(wanted)))
  const at = sort === null ? -1 : columns.findIndex((c) => c.name === sort.by)
  if (sort === null || at < 0) return found.reverse()
  const turn = sort.order === 'asc' ? 1 : -1
  // what came last goes first among equals
  return found.reverse().sort((a, b) => turn * compare(a[at], b[at]))
}

/** NULL is the least. */
function compare(a: Cell, b: Cell): number {
  if (a === b) return 0
  if (a === null) return -1
  if (b === null) return 1
  return typeof a === 'string' && typeof b === 'string' ? a.localeCompare(b) : a < b ? -1 : 1
}

/** Rows that came or changed with the newest update; those of the first one are not news. */
function useFresh({ rows, phase }: View): ReadonlySet<readonly Cell[]> {
  const [fresh, setFresh] = useState<ReadonlySet<readonly Cell[]>>(() => new Set())
  const known = useRef<ReadonlySet<readonly Cell[]> | null>(null)
  useEffect(() => {
    if (phase !== 'ready') return
    const before = known.current
    known.current = new Set(rows)
    if (before !== null) setFresh(new Set(rows.filter((row) => !before.has(row))))
  }, [rows, phase])
  return fresh
}
