'use client'
import { toast } from 'sonner'
import { ErrorText } from './states.tsx'
import { Glyph } from './status.tsx'

const READ = 10_000

/** Tells of a failure: what, why, next step, code. */
export const toastError = (error: unknown): void =>
  void toast.error(
    <div className="flex items-start gap-2.5">
      <Glyph shape="square" tone="crit" className="mt-1" />
      <ErrorText error={error} />
    </div>,
    { duration: READ },
  )

/** Tells that something was done, with a way back where there is one. */
export const toastDone = (text: string, undo?: { readonly label: string; readonly run: () => void }): void =>
  void toast(text, { duration: READ, ...(undo === undefined ? {} : { action: { label: undo.label, onClick: undo.run } }) })
