'use client'
import type { FieldType } from '../../core/shape.ts'
import type { Peek } from '../hooks/peek.ts'
import { Table, Td, Th } from '../ui/table.tsx'
import { CellText } from './view-table.tsx'

export type Seen = Pick<Peek, 'columns' | 'rows' | 'seen'>

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

/** Rows with the numbers by which they keep their place while newer ones come. */
export const numbered = ({ rows, seen }: Seen): { readonly number: number; readonly row: Seen['rows'][number] }[] =>
  rows.map((row, i) => ({ number: seen - i, row }))

const isNumeric = (type: FieldType): boolean => type === 'long' || type === 'double'
