'use client'
import { ArrowDownToLine } from 'lucide-react'
import { stringify } from 'yaml'
import type { Command, DataMap } from '../../../core/edit/index.ts'
import { type FormField, formOf } from '../../../core/form.ts'
import { type AnyNodeType, type Contract, contractOf, type Example, type Rows } from '../../../core/node-type.ts'
import { useT, useWords } from '../../i18n/provider.tsx'
import { Fact, Facts, Section } from '../../monitor/panel.tsx'
import { Button } from '../../ui/button.tsx'
import { Table, Td, Th } from '../../ui/table.tsx'
import { useEditor } from '../editor/use-editor.ts'
import { Editable } from './editable.tsx'
import { Markdown } from './markdown.tsx'
import { type DraftNode, usePorts } from './state.ts'

/** What the type of a node is for, how it is set, and examples that can be put in. */
export function DocsTab({ node, type }: { node: DraftNode; type: AnyNodeType }) {
  const t = useT()
  const words = useWords()
  const read = type.config.safeParse(node.config)
  const contract = typeof type.contract === 'function' ? (read.success ? contractOf(type, read.data) : undefined) : type.contract
  return (
    <>
      <Section title={t('inspector.guide')}>
        <p className="mb-2.5 font-medium">{words(type.summary)}</p>
        {type.guide !== undefined && <Markdown text={words(type.guide)} />}
        {type.alsoCalled !== undefined && (
          <p className="mt-2.5 text-xs text-subtle">
            {t('inspector.also-called')}: {type.alsoCalled.join(', ')}
          </p>
        )}
      </Section>
      <Section title={t('inspector.settings')}>
        <SettingTable fields={formOf(type.config)} label={t('inspector.settings')} />
      </Section>
      <Section title={t('inspector.ports')}>
        <PortList node={node} />
      </Section>
      {(contract !== undefined || type.restricted !== undefined) && (
        <Section title={t('inspector.contract')}>
          {contract !== undefined && <p>{t(contractKey(contract))}</p>}
          {type.restricted !== undefined && <p className="mt-1.5 text-muted">{t(`inspector.restricted.${type.restricted}`)}</p>}
        </Section>
      )}
      <Section title={t('inspector.examples')}>
        <ul className="flex flex-col gap-3">
          {type.examples.map((example) => (
            <ExampleCard key={example.title.en} node={node} type={type} example={example as Example<DataMap>} />
          ))}
        </ul>
      </Section>
    </>
  )
}

function SettingTable({ fields, label }: { fields: readonly FormField[]; label: string }) {
  const t = useT()
  const words = useWords()
  return (
    <Table label={label} boxClass="-mx-3" className="text-xs">
      <thead>
        <tr>
          <Th>{t('inspector.setting')}</Th>
          <Th>{t('inspector.setting-default')}</Th>
        </tr>
      </thead>
      <tbody>
        {fields.map(({ path, meta, required, default: value, choices }) => (
          <tr key={path.join('.')} className="align-top">
            <Td className="h-auto! py-1.5 whitespace-normal!">
              <span className="font-medium">{words(meta.title)}</span>{' '}
              <code className="font-mono text-subtle">{path.join('.').replaceAll('.*', '[]')}</code>
              {meta.help !== undefined && <span className="block text-muted">{words(meta.help)}</span>}
              {choices !== null && <span className="block font-mono text-subtle">{choices.join(' · ')}</span>}
            </Td>
            <Td className="h-auto! py-1.5 font-mono">
              {required ? (
                <span className="font-sans text-muted">{t('inspector.required')}</span>
              ) : (
                <span className="text-subtle">{shown(value)}</span>
              )}
            </Td>
          </tr>
        ))}
      </tbody>
    </Table>
  )
}

/** A default as one word; empty lists and groups say nothing. */
function shown(value: unknown): string {
  if (value === undefined || (typeof value === 'object' && (value === null || Object.keys(value).length === 0))) return '–'
  return Array.isArray(value) ? value.join(', ') : String(value)
}

function PortList({ node }: { node: DraftNode }) {
  const t = useT()
  const ports = usePorts(node)
  const names = (side: 'in' | 'out'): string =>
    ports === null ? t('inspector.ports-vary') : ports[side].length === 0 ? t('inspector.ports-none') : ports[side].join(', ')
  return (
    <Facts>
      <Fact name={t('inspector.ports-in')}>{names('in')}</Fact>
      <Fact name={t('inspector.ports-out')}>{names('out')}</Fact>
    </Facts>
  )
}

const contractKey = (contract: Contract) => `inspector.contract.${contract.kind === 'source' ? contract.delivery : contract.class}` as const

function ExampleCard({ node, type, example }: { node: DraftNode; type: AnyNodeType; example: Example<DataMap> }) {
  const t = useT()
  const words = useWords()
  const editor = useEditor()
  const { title, config, given, expect } = example
  const name = words(title)
  const insert = (): void => {
    const commands: Command[] = [{ do: 'set-type', id: node.id, type: node.type, config }]
    editor.run({
      do: 'all',
      commands,
      name: { en: `Insert example “${title.en}” into ${node.id}`, zh: `将示例“${title.zh}”放入 ${node.id}` },
    })
  }
  return (
    <li className="overflow-hidden rounded-md border border-line">
      <div className="flex items-center gap-2 border-b border-line py-1 pr-1 pl-3">
        <h4 className="min-w-0 flex-1 font-medium">{name}</h4>
        <Editable>
          <Button
            size="small"
            look="ghost"
            icon={<ArrowDownToLine size={13} />}
            aria-label={t('inspector.example-name', { title: name })}
            onClick={insert}
          >
            {t('inspector.example-insert')}
          </Button>
        </Editable>
      </div>
      <pre className="overflow-x-auto px-3 py-2 font-mono text-xs leading-5">{yamlOf(type, config)}</pre>
      <Sample label={t('inspector.example-given')} rows={given?.rows} />
      <Sample label={t('inspector.example-yields')} rows={expect?.out ?? expect?.view} />
    </li>
  )
}

const yamlOf = (type: AnyNodeType, config: DataMap): string =>
  Object.keys(config).length === 0 ? `type: ${type.stage}.${type.id}` : stringify(config, { lineWidth: 60 }).trimEnd()

function Sample({ label, rows }: { label: string; rows: readonly Rows[] | Rows | undefined }) {
  if (rows === undefined || rows.length === 0) return null
  return (
    <div className="border-t border-line px-3 py-2 text-xs">
      <p className="mb-1 text-subtle">{label}</p>
      <ul className="flex flex-col gap-0.5 overflow-x-auto font-mono">
        {(rows.flat() as object[]).map((row) => (
          <li key={JSON.stringify(row)} className="whitespace-nowrap">
            {JSON.stringify(row)}
          </li>
        ))}
      </ul>
    </div>
  )
}
