'use client'
import dynamic from 'next/dynamic'
import { lazy, useEffect } from 'react'
import { loadCode } from '../ui/load-code.ts'
import type { TabName } from './use-place.ts'

const loading = () => <div className="h-full bg-bg" aria-busy="true" />

const canvas = () => loadCode(() => import('../designer/canvas.tsx'))
const firstPicture = () => loadCode(() => import('../designer/first-picture.tsx'))
const monitorTab = () => loadCode(() => import('./monitor-tab.tsx'))
const pictures: Partial<Record<TabName, () => Promise<unknown>>> = { edit: firstPicture, live: canvas, monitor: monitorTab }

/** Loads the code of a tab's picture beside what it shows, not behind it. */
export function useTabPicture(tab: TabName): void {
  useEffect(() => void pictures[tab]?.(), [tab])
}

/** Tabs and panels are only loaded by those who look at them. */
export const Canvas = dynamic(() => canvas().then((m) => m.Canvas), { ssr: false, loading })
export const FirstPicture = lazy(async () => ({ default: (await firstPicture()).FirstPicture }))
export const MonitorTab = dynamic(() => monitorTab().then((m) => m.MonitorTab), { ssr: false, loading })
export const TablesTab = dynamic(() => loadCode(() => import('./tables-tab.tsx')).then((m) => m.TablesTab), { ssr: false, loading })
export const LogsTab = dynamic(() => loadCode(() => import('./logs-tab.tsx')).then((m) => m.LogsTab), { ssr: false, loading })
export const VersionsTab = dynamic(() => loadCode(() => import('./versions-tab.tsx')).then((m) => m.VersionsTab), { ssr: false, loading })
export const AlertStrip = dynamic(() => loadCode(() => import('./alert-strip.tsx')).then((m) => m.AlertStrip), {
  ssr: false,
  loading: () => <div className="h-10 shrink-0 border-b border-line" />,
})
export const NodePanel = dynamic(() => loadCode(() => import('./node-panel.tsx')).then((m) => m.NodePanel), { ssr: false })
export const WirePanel = dynamic(() => loadCode(() => import('./wire-panel.tsx')).then((m) => m.WirePanel), { ssr: false })
