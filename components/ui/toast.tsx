'use client'
import { toast } from 'sonner'
import { ErrorText } from './states.tsx'

const READ = 10_000

/** Tells of a failure: what, why, next step, code. */
export const toastError = (error: unknown): void => void toast.error(<ErrorText error={error} />, { duration: READ })

/** Tells that something was done, with a way back where there is one. */
export const toastDone = (text: string, undo?: { readonly label: string; readonly run: () => void }): void =>
  void toast(text, { duration: READ, ...(undo === undefined ? {} : { action: { label: undo.label, onClick: undo.run } }) })
