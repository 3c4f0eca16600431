'use client'
import dynamic from 'next/dynamic'

const loading = () => <div className="h-full bg-bg" aria-busy="true" />

/** Tabs and panels are only loaded by those who look at them. */
export const MonitorTab = dynamic(() => import('./monitor-tab.tsx').then((m) => m.MonitorTab), { ssr: false, loading })
export const TablesTab = dynamic(() => import('./tables-tab.tsx').then((m) => m.TablesTab), { ssr: false, loading })
export const LogsTab = dynamic(() => import('./logs-tab.tsx').then((m) => m.LogsTab), { ssr: false, loading })
export const VersionsTab = dynamic(() => import('./versions-tab.tsx').then((m) => m.VersionsTab), { ssr: false, loading })
export const NodePanel = dynamic(() => import('./node-panel.tsx').then((m) => m.NodePanel), { ssr: false })
export const WirePanel = dynamic(() => import('./wire-panel.tsx').then((m) => m.WirePanel), { ssr: false })
