'use client'
import { useId, useState } from 'react'
import { SECRET_NAME, secretReference } from '../../core/secret.ts'
import { useT, useTexts } from '../i18n/provider.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Field, Input } from '../ui/input.tsx'
import { ErrorText } from '../ui/states.tsx'

const LONGEST = 64 * 1024

export type SecretDialogProps = {
  /** What it is called; a proposal unless it is `fixed`. */
  readonly name: string
  readonly fixed?: boolean
  /** Kept in place of one that is typed. */
  readonly value?: string
  /** Names that there are already. */
  readonly taken: readonly string[]
  /** The id of what gets the focus in the end. */
  readonly returnTo?: string
  readonly onKeep: (name: string, value: string) => Promise<void>
  readonly onClose: () => void
}

/** Asks for a secret, and keeps it. */
export function SecretDialog({ name: proposed, fixed = false, value: given, taken, returnTo, onKeep, onClose }: SecretDialogProps) {
  useTexts('secrets')
  const t = useT()
  const form = useId()
  const [name, setName] = useState(proposed)
  const [typed, setTyped] = useState('')
  const [lines, setLines] = useState(false)
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<unknown>(null)
  const value = given ?? typed
  const wrong =
    fixed || name === ''
      ? undefined
      : !SECRET_NAME.test(name)
        ? t('secrets.name-form')
        : taken.includes(name)
          ? t('secrets.name-taken')
          : undefined
  const long = new TextEncoder().encode(value).length > LONGEST
  const command = `millrace secrets set ${name === '' ? 'NAME' : name} < FILE`
  const mistake = lines ? t('secrets.value-lines', { command }) : long ? t('secrets.value-long') : undefined
  const ready = name !== '' && wrong === undefined && value !== '' && !long
  const keep = async (): Promise<void> => {
    setBusy(true)
    setFailure(null)
    try {
      await onKeep(name, value)
      onClose()
    } catch (error) {
      setFailure(error)
      setBusy(false)
    }
  }
  const title = fixed ? t('secrets.set-title', { name }) : t(given === undefined ? 'secrets.new-title' : 'secrets.keep-title')
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={title} returnTo={returnTo}>
      <form
        id={form}
        className="flex flex-col gap-4 p-4"
        onSubmit={(event) => {
          event.preventDefault()
          event.stopPropagation() // React passes it on to forms around the dialog
          if (ready) void keep()
        }}
      >
        {given !== undefined && <p className="text-muted">{t('secrets.keep-hint')}</p>}
        {!fixed && (
          <Field
            label={t('secrets.name')}
            hint={t('secrets.name-hint', { reference: secretReference(name === '' ? 'NAME' : name) })}
            error={wrong}
          >
            {(ids) => (
              <Input
                {...ids}
                autoFocus
                className="font-mono"
                autoComplete="off"
                spellCheck={false}
                maxLength={64}
                value={name}
                onChange={(event) => setName(event.target.value.trim())}
              />
            )}
          </Field>
        )}
        {given === undefined && (
          <Field label={t('secrets.value')} hint={t('secrets.value-hint')} error={mistake}>
            {(ids) => (
              <Input
                {...ids}
                type="password"
                autoFocus={fixed}
                className="font-mono"
                autoComplete="new-password"
                value={typed}
                onPaste={(event) => {
                  // such a control would join them without a word
                  const several = /[\r\n]/.test(event.clipboardData.getData('text').trimEnd())
                  if (several) event.preventDefault()
                  setLines(several)
                }}
                onChange={(event) => {
                  setTyped(event.target.value)
                  setLines(false)
                }}
              />
            )}
          </Field>
        )}
        {failure !== null && (
          <div role="alert">
            <ErrorText error={failure} className="text-crit" />
          </div>
        )}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t('do.cancel')}</Button>
          <Button type="submit" look="primary" busy={busy} disabled={!ready}>
            {t('secrets.keep')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
