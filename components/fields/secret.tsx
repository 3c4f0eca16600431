'use client'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { secretNamed, secretReference } from '../../core/secret.ts'
import { useT } from '../i18n/provider.tsx'
import { Button } from '../ui/button.tsx'
import { cx } from '../ui/cx.ts'
import { Input } from '../ui/input.tsx'
import { loadCode } from '../ui/load-code.ts'
import { Select } from '../ui/select.tsx'
import type { SecretDialogProps } from './secret-dialog.tsx'
import { isReference, textOf, type WidgetProps } from './widget.ts'

const SecretDialog = dynamic(() => loadCode(() => import('./secret-dialog.tsx')).then((m) => m.SecretDialog), { ssr: false })

/** No secret can be called so. */
const NONE = '-'
const NEW = '+'
const MASKED = '••••••••'

/** The name of a secret. One that stands in the document itself is masked, and can be kept as a secret. */
export function SecretWidget({ value, label, ids, context, disabled, onChange }: WidgetProps) {
  const t = useT()
  const [asked, setAsked] = useState<Pick<SecretDialogProps, 'name' | 'fixed' | 'value'> | null>(null)
  const { names, proposed, keep } = context.secrets ?? { names: undefined, proposed: '', keep: null }
  const text = textOf(value)
  const named = secretNamed(text)
  const known = names ?? []
  const literal = text !== '' && !isReference(text)
  const missing = named !== null && names !== undefined && !names.includes(named)
  const free = (name: string): string => (known.includes(name) ? free(`${name}_2`) : name)
  const ask = keep === null || disabled ? null : setAsked
  return (
    <div className="flex flex-col items-start gap-1.5">
      {literal || (text !== '' && named === null) ? (
        <Input {...ids} aria-label={label} className="font-mono" readOnly disabled={disabled} value={literal ? MASKED : text} />
      ) : (
        <Select
          {...ids}
          label={label}
          className={cx('w-full', named !== null && 'font-mono')}
          disabled={disabled}
          value={named ?? NONE}
          options={[
            ...(named === null ? [{ value: NONE, label: t('fields.secret-choose') }] : []),
            ...(named === null || known.includes(named) ? known : [named, ...known]).map((name) => ({ value: name, label: name })),
            ...(ask === null ? [] : [{ value: NEW, label: t('fields.secret-new') }]),
          ]}
          onChange={(chosen) => {
            if (chosen === NEW) ask?.({ name: free(proposed) })
            else if (chosen !== NONE) onChange(secretReference(chosen))
          }}
        />
      )}
      {literal && ask !== null && (
        <Button size="small" onClick={() => ask({ name: free(proposed), value: text })}>
          {t('fields.secret-keep')}
        </Button>
      )}
      {missing && ask !== null && (
        <Button size="small" onClick={() => ask({ name: named, fixed: true })}>
          {t('fields.secret-set', { name: named })}
        </Button>
      )}
      {asked !== null && keep !== null && (
        <SecretDialog
          {...asked}
          taken={known}
          returnTo={ids.id}
          onKeep={async (name, kept) => {
            await keep(name, kept)
            if (name !== named) onChange(secretReference(name))
          }}
          onClose={() => setAsked(null)}
        />
      )}
    </div>
  )
}
