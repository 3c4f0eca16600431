'use client'
import dynamic from 'next/dynamic'
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { useLater } from './later.ts'
import { loadCode } from './load-code.ts'

const load = () => loadCode(() => import('./toaster.tsx'))
const Toaster = dynamic(() => load().then((m) => m.Toaster), { ssr: false })
const shown = createStore(() => ({ wanted: false }))

/** What shows toasts: its code comes with the first one, at the latest a moment after the page. */
export function toaster(): ReturnType<typeof load> {
  shown.setState({ wanted: true })
  return load()
}

/** Tells of a failure: what, why, next step, code. */
export const toastError = (error: unknown): void => void toaster().then(({ showError }) => showError(error))

/** Tells that something was done, with a way back where there is one. */
export const toastDone = (text: string, undo?: { readonly label: string; readonly run: () => void }): void =>
  void toaster().then(({ showDone }) => showDone(text, undo))

/** Where toasts appear. */
export function Toasts() {
  useLater(toaster)
  return useStore(shown, (s) => s.wanted) ? <Toaster /> : null
}
