'use client'
import { ArrowLeft, ArrowRight } from 'lucide-react'
import { type ReactNode, useMemo, useState } from 'react'
import type { Cell, GraphView, ViewColumns } from '../../../core/protocol.ts'
import type { FieldType, Shape } from '../../../core/shape.ts'
import { type Trial, type TrialRow, trialOf } from '../../../core/trial.ts'
import type { Peek } from '../../hooks/peek.ts'
import { useT } from '../../i18n/provider.tsx'
import { CellText } from '../../monitor/view-table.tsx'
import { Badge } from '../../ui/badge.tsx'
import { IconButton } from '../../ui/button.tsx'
import { cx } from '../../ui/cx.ts'
import { useEditorState } from '../editor/use-editor.ts'
import { useDraftNode } from './state.ts'

type In = { readonly wire: GraphView['wires'][number]; readonly peek: Peek | null }

/** One record before and after a node, as the draft sets it. `otherwise` is shown for nodes that look at more than one record. */
export function Compare({ node, ins, otherwise }: { node: string; ins: readonly In[]; otherwise: ReactNode }) {
  const t = useT()
  const seen = ins.flatMap(({ wire, peek }) =>
    peek === null ? [] : peek.rows.map((row) => ({ wire: wire.id, columns: peek.columns, row })),
  )
  const [at, setAt] = useState(0)
  const shown = seen[Math.min(at, seen.length - 1)]
  const trial = useTrial(node, shown?.wire ?? ins[0]?.wire.id ?? '')
  if (trial === null)
    return (
      <>
        <p className="border-b border-line px-3 py-2 text-xs text-muted">{t('inspector.compare-not')}</p>
        {otherwise}
      </>
    )
  if (shown === undefined) return <p className="px-3 py-4 text-subtle">{t('live.records-waiting')}</p>
  const place = Math.min(at, seen.length - 1)
  return (
    <div className="flex flex-col gap-2 py-3">
      <div className="flex items-center gap-1 px-3">
        <p className="num flex-1 text-xs text-subtle">{t('inspector.compare-of', { number: place + 1, count: seen.length })}</p>
        <IconButton label={t('inspector.compare-newer')} size="small" disabled={place === 0} onClick={() => setAt(place - 1)}>
          <ArrowLeft size={14} />
        </IconButton>
        <IconButton label={t('inspector.compare-older')} size="small" disabled={place >= seen.length - 1} onClick={() => setAt(place + 1)}>
          <ArrowRight size={14} />
        </IconButton>
      </div>
      <Both columns={shown.columns} row={shown.row} trial={trial.run} types={trial.types} />
      <p className="px-3 text-xs text-subtle">{t('inspector.compare-hint')}</p>
    </div>
  )
}

/** What the draft's node does with a record of a wire, and the types of what leaves. */
function useTrial(id: string, wire: string): { run: Trial; types: ReadonlyMap<string, FieldType> } | null {
  const node = useDraftNode(id)
  const read = useEditorState((s) => s.read)
  return useMemo(() => {
    const shape: Shape | undefined = read.compiled?.shapes[wire]
    const config = node?.known?.config.safeParse(read.pipeline?.nodes[id]?.config)
    if (node?.known == null || config?.success !== true || shape === undefined) return null
    const run = trialOf(node.known, config.data, shape, Date.now)
    const types = new Map(read.graph.wires.filter((w) => w.from.node === id).flatMap((w) => w.fields.map((f) => [f.name, f.type] as const)))
    return run === null ? null : { run, types }
  }, [id, wire, node, read])
}

function Both({
  columns,
  row,
  trial,
  types,
}: {
  columns: ViewColumns
  row: readonly Cell[]
  trial: Trial
  types: ReadonlyMap<string, FieldType>
}) {
  const t = useT()
  const before: TrialRow = Object.fromEntries(columns.map(({ name }, i) => [name, row[i]]))
  const left = Object.entries(trial(before)).flatMap(([port, rows]) => rows.map((after) => ({ port, after })))
  const typeIn = (name: string): FieldType => columns.find((column) => column.name === name)?.type ?? types.get(name) ?? 'string'
  const names = [...new Set([...columns.map(({ name }) => name), ...left.flatMap(({ after }) => Object.keys(after))])].filter(
    (name) => !name.startsWith('_'),
  )
  const several = new Set(left.map(({ port }) => port)).size > 1 || left.some(({ port }) => port !== 'out')
  return (
    <>
      {left.length !== 1 && (
        <p className="px-3">
          <Badge tone={left.length === 0 ? 'warn' : 'info'} shape={left.length === 0 ? 'triangle' : 'dot'}>
            {left.length === 0 ? t('inspector.compare-dropped') : t('inspector.compare-many', { count: left.length })}
          </Badge>
        </p>
      )}
      <div className="overflow-x-auto border-y border-line">
        <table className="w-full border-separate border-spacing-0 text-left text-xs" data-testid="compare">
          <thead>
            <tr className="text-subtle">
              <Head>{t('inspector.field')}</Head>
              <Head>{t('inspector.compare-before')}</Head>
              {left.map(({ port }, i) => (
                // records that leave have no names of their own
                // biome-ignore lint/suspicious/noArrayIndexKey: see above
                <Head key={i}>{several ? t('inspector.compare-port', { port }) : t('inspector.compare-after')}</Head>
              ))}
            </tr>
          </thead>
          <tbody>
            {names.map((name) => (
              <tr key={name}>
                <th scope="row" className="border-b border-line px-3 py-1 font-mono font-normal text-muted last:border-b-0">
                  {name}
                </th>
                <Value there={Object.hasOwn(before, name)} value={before[name]} type={typeIn(name)} />
                {left.map(({ after }, i) => (
                  <Value
                    // biome-ignore lint/suspicious/noArrayIndexKey: see above
                    key={i}
                    there={Object.hasOwn(after, name)}
                    value={after[name]}
                    type={types.get(name) ?? typeIn(name)}
                    changed={after[name] !== before[name]}
                  />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}

const Head = ({ children }: { children: ReactNode }) => (
  <th scope="col" className="h-7 border-b border-line px-3 font-medium whitespace-nowrap">
    {children}
  </th>
)

const Value = ({
  there,
  value,
  type,
  changed = false,
}: {
  there: boolean
  value: Cell | undefined
  type: FieldType
  changed?: boolean
}) => (
  <td className={cx('max-w-48 border-b border-line px-3 py-1', changed && there && 'bg-selected font-medium')}>
    {there && <CellText value={value ?? null} type={type} />}
  </td>
)
