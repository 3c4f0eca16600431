'use client'
import { createContext, type ReactNode, useContext, useMemo } from 'react'
import type { Command } from '../../core/edit/index.ts'
import type { PipelineDetail } from '../../core/protocol.ts'
import { api } from '../hooks/api.ts'

/** How rules of a pipeline are changed from where its figures are shown. */
export type Saving = {
  readonly pipeline: string
  /** The text that rules are changed in. */
  readonly draft: string
  /** Why a change only goes to the draft; null = it applies at once. */
  readonly held: 'threshold.draft-differs' | 'threshold.never-live' | 'threshold.drawn' | null
  /** Changes the draft, deploys it unless that is held, and ends once the page shows it: before, a further change would take that for not deployed. */
  readonly save: (command: Command) => Promise<void>
}

const Context = createContext<Saving | null>(null)

/** Lets the figures inside change rules in a way of its own. */
export const SavingProvider = Context.Provider

/** Lets the charts and panels inside change the rules of a pipeline. */
export function ThresholdSaving({
  detail: { name, draft, changed, live },
  onChanged,
  children,
}: {
  detail: PipelineDetail
  onChanged: () => Promise<void>
  children: ReactNode
}) {
  const value = useMemo((): Saving => {
    const held = live === null ? 'threshold.never-live' : changed ? 'threshold.draft-differs' : null
    return {
      pipeline: name,
      draft: draft.text,
      held,
      save: async (command) => {
        const [{ apply }, { catalogue }] = await Promise.all([import('../../core/edit/index.ts'), import('../../nodes/types.gen.ts')])
        try {
          await api.saveDraft(name, apply(draft.text, command, catalogue).text, draft.etag)
          // what runs goes on with it, what stands still is not started by a rule
          if (held === null) await api.deploy(name, { start: false })
        } finally {
          await onChanged()
        }
      },
    }
  }, [name, draft, changed, live, onChanged])
  return <SavingProvider value={value}>{children}</SavingProvider>
}

/** How the rules of the pipeline around are changed; null = it cannot. */
export const useThresholdSaving = (): Saving | null => useContext(Context)
