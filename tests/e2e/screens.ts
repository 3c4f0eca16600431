import type { Page } from 'playwright-core'

export type Screen = { path: string; ready: string; act?(page: Page): Promise<void>; phone?: true; signedOut?: true }

/** Every screen: where it is, and what is there once it is ready to be looked at. */
export const screens: Readonly<Record<string, Screen>> = {
  signin: { path: '/signin', ready: 'form', signedOut: true, phone: true },
  pipelines: { path: '/', ready: '[data-testid=pipeline-row]', phone: true },
  live: { path: '/p/word-count', ready: '.react-flow__node' },
  monitor: { path: '/p/word-count?tab=monitor', ready: '.mr-plot' },
  tables: { path: '/p/word-count?tab=tables', ready: 'main' },
  logs: { path: '/p/word-count?tab=logs', ready: 'main' },
  versions: { path: '/p/word-count?tab=versions', ready: 'main' },
  machine: { path: '/p/this-machine', ready: '.react-flow__node' },
  alerts: { path: '/alerts', ready: 'main', phone: true },
  settings: { path: '/settings', ready: 'main' },
}
