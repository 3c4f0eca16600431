'use client'
import type { FieldType } from '../../../core/shape.ts'
import { useT } from '../../i18n/provider.tsx'
import { numbered, type Seen } from '../../monitor/record-table.tsx'
import { CellText } from '../../monitor/view-table.tsx'
import { Table, Td, Th } from '../../ui/table.tsx'

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

const jsonOf = (columns: Seen['columns'], row: Seen['rows'][number]): string =>
  JSON.stringify(Object.fromEntries(columns.map(({ name }, i) => [name, row[i]])))
