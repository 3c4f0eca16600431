'use client'
import { useEffect, useState } from 'react'
import type { FormField } from '../../core/form.ts'
import { useT, useWords } from '../i18n/provider.tsx'
import { loadCode } from '../ui/load-code.ts'

/** The catalogue is large and only panels need it. */
const formFor = async (type: string): Promise<readonly FormField[]> => {
  const [{ catalogue }, { formOf }] = await loadCode(() => Promise.all([import('../../nodes/types.gen.ts'), import('../../core/form.ts')]))
  const found = catalogue[type]
  return found === undefined ? [] : formOf(found.config)
}

/** What was set of a node's settings, by the names that its type gives them. */
export function Settings({ type, config }: { type: string; config: unknown }) {
  const t = useT()
  const words = useWords()
  const [form, setForm] = useState<readonly FormField[] | null>(null)
  useEffect(() => {
    let here = true
    void formFor(type).then((found) => here && setForm(found))
    return () => {
      here = false
    }
  }, [type])
  const set = Object.entries((config as Record<string, unknown> | null) ?? {})
  if (set.length === 0) return <p className="text-subtle">{t('live.panel-no-settings')}</p>
  return (
    <dl className="flex flex-col gap-2">
      {set.map(([name, value]) => {
        const field = form?.find((f) => f.path.length === 1 && f.path[0] === name)
        return (
          <div key={name}>
            <dt className="text-xs text-muted">{field === undefined ? name : words(field.meta.title)}</dt>
            <dd className="mt-0.5 max-h-48 overflow-auto font-mono text-xs break-words whitespace-pre-wrap">{settingText(value)}</dd>
          </div>
        )
      })}
    </dl>
  )
}

/** A setting as its author would write it: one line where it is simple. */
function settingText(value: unknown): string {
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return value.every((v) => typeof v !== 'object') ? value.join(', ') : value.map(oneLine).join('\n')
  if (value !== null && typeof value === 'object')
    return Object.entries(value)
      .map(([name, v]) => `${name}: ${oneLine(v)}`)
      .join('\n')
  return String(value)
}

const oneLine = (value: unknown): string =>
  typeof value !== 'object' || value === null
    ? String(value)
    : Array.isArray(value)
      ? value.map(oneLine).join(', ')
      : Object.entries(value)
          .map(([name, v]) => `${name} ${oneLine(v)}`)
          .join(', ')
