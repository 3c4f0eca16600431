'use client'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { api } from '../hooks/api.ts'
import { putSummary } from '../hooks/pipelines.ts'
import { pipelineHref } from '../pipelines/href.ts'
import { toastError } from '../ui/toast.tsx'

/** What is made of which template just now. */
export type Making = { readonly template: string; readonly start: boolean }

/** Makes a pipeline of a template and goes there: to its live page when it runs, else to its drawing. One at a time. */
export function useTemplate(): { readonly making: Making | null; readonly make: (what: Making) => void } {
  const router = useRouter()
  const [making, setMaking] = useState<Making | null>(null)
  const make = async (what: Making): Promise<void> => {
    if (making !== null) return
    setMaking(what)
    try {
      const made = await api.createFrom(what.template, what.start)
      putSummary(made)
      router.push(pipelineHref(made.name, what.start ? {} : { tab: 'edit' }))
    } catch (error) {
      toastError(error)
      setMaking(null)
    }
  }
  return { making, make: (what) => void make(what) }
}
