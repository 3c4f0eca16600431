'use client'
import type { FieldType } from '../../../core/shape.ts'
import type { Peek } from '../../hooks/peek.ts'
import { useT } from '../../i18n/provider.tsx'
import { CellText } from '../../monitor/view-table.tsx'
import { Table, Td, Th } from '../../ui/table.tsx'

type Seen = Pick<Peek, 'columns' | 'rows' | 'seen'>

/** The last records of a wire as a table, newest first. `label` names it. */
export function RecordTable({ peek, label }: { peek: Seen; label: string }) {
  return (
    <Table label={label} boxClass="max-h-80 border-y border-line" className="text-xs">
      <thead>
        <tr>
          {peek.columns.map(({ name, type }) => (
            <Th key={name} numeric={isNumeric(type)} className="h-7 px-3">
              {name}
            </Th>
          ))}
        </tr>
      </thead>
      <tbody>
        {numbered(peek).map(({ number, row }) => (
          <tr key={number} className="hover:bg-hover">
            {peek.columns.map(({ name, type }, k) => (
              <Td key={name} numeric={isNumeric(type)} className="h-7 px-3">
                <CellText value={row[k]} type={type} />
              </Td>
            ))}
          </tr>
        ))}
      </tbody>
    </Table>
  )
}

/** The last records of a wire as JSON, one per line, newest first. */
export function RecordJson({ peek, label }: { peek: Seen; label: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    <section aria-label={label} tabIndex={0} className="max-h-80 overflow-auto border-y border-line px-3 py-2 -outline-offset-2!">
      <ol className="flex flex-col gap-1 font-mono text-xs">
        {numbered(peek).map(({ number, row }) => (
          <li key={number} className="break-words whitespace-pre-wrap">
            {jsonOf(peek.columns, row)}
          </li>
        ))}
      </ol>
    </section>
  )
}

/** Names and types of fields, with a value as example where one was seen. */
export function FieldTable({
  fields,
  peek,
  label,
}: {
  fields: readonly { readonly name: string; readonly type: FieldType }[]
  peek: Seen | null
  label: string
}) {
  const t = useT()
  const sample = peek?.rows[0]
  return (
    <Table label={label} boxClass="border-y border-line" className="text-xs">
      <thead>
        <tr>
          <Th className="h-7 px-3">{t('inspector.field')}</Th>
          <Th className="h-7 px-3">{t('inspector.type')}</Th>
          {sample !== undefined && <Th className="h-7 px-3">{t('inspector.newest-value')}</Th>}
        </tr>
      </thead>
      <tbody>
        {fields.map(({ name, type }) => {
          const at = peek?.columns.findIndex((column) => column.name === name) ?? -1
          return (
            <tr key={name} className="hover:bg-hover">
              <Td className="h-7 px-3 font-mono">{name}</Td>
              <Td className="h-7 px-3 text-subtle">{type}</Td>
              {sample !== undefined && <Td className="h-7 px-3">{at >= 0 && <CellText value={sample[at]} type={type} />}</Td>}
            </tr>
          )
        })}
      </tbody>
    </Table>
  )
}

/** Rows with the numbers by which they keep their place while newer ones come. */
const numbered = ({ rows, seen }: Seen): { readonly number: number; readonly row: Seen['rows'][number] }[] =>
  rows.map((row, i) => ({ number: seen - i, row }))

const isNumeric = (type: FieldType): boolean => type === 'long' || type === 'double'

const jsonOf = (columns: Seen['columns'], row: Seen['rows'][number]): string =>
  JSON.stringify(Object.fromEntries(columns.map(({ name }, i) => [name, row[i]])))
