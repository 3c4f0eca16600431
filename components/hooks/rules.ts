'use client'
import { useEffect } from 'react'
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { Rule } from '../../core/alert.ts'
import { api } from './api.ts'

/** A deploy may change rules: settings older than this are fetched again when somebody looks. */
const FRESH = 60_000

/** What rules are set to, by pipeline; only of pipelines that somebody asked for. */
const known = createStore<Readonly<Record<string, readonly Rule[]>>>(() => ({}))
const askedAt = new Map<string, number>()

async function load(pipeline: string): Promise<void> {
  if (Date.now() - (askedAt.get(pipeline) ?? 0) < FRESH) return
  askedAt.set(pipeline, Date.now())
  try {
    const { ruleSettings } = await api.pipeline(pipeline)
    known.setState({ [pipeline]: ruleSettings })
  } catch {
    // without its settings a rule is told in the server's words; the next look asks again
    askedAt.delete(pipeline)
  }
}

/** The settings of a rule; null = not loaded yet, or gone. */
export function useRule(pipeline: string, rule: string): Rule | null {
  useEffect(() => void load(pipeline), [pipeline])
  return useStore(known)[pipeline]?.find(({ name }) => name === rule) ?? null
}
