'use client'
import { useEffect, useMemo } from 'react'
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { SecretSummary } from '../../core/protocol.ts'
import { api } from './api.ts'

/** All secrets, never their values; null = not loaded yet. */
const known = createStore<{ readonly list: readonly SecretSummary[] | null; readonly error: unknown }>(() => ({ list: null, error: null }))

async function load(): Promise<void> {
  try {
    known.setState({ list: await api.secrets(), error: null })
  } catch (error) {
    known.setState({ error })
  }
}

/** Keeps a value under a name, in place of the one before. Throws ApiError. */
export async function keepSecret(name: string, value: string): Promise<void> {
  await api.setSecret(name, value)
  await load()
}

/** Throws ApiError, such as SECRET_IN_USE. */
export async function deleteSecret(name: string): Promise<void> {
  await api.deleteSecret(name)
  await load()
}

/** The secrets there are, asked for anew whenever somebody comes back to the page. */
export function useSecrets() {
  useEffect(() => {
    void load()
    window.addEventListener('focus', load)
    return () => window.removeEventListener('focus', load)
  }, [])
  return { ...useStore(known), again: load }
}

/** The names of the secrets there are; undefined = not known. */
export function useSecretNames(): readonly string[] | undefined {
  const { list } = useSecrets()
  return useMemo(() => list?.map(({ name }) => name), [list])
}
