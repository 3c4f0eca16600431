'use client'
import dynamic from 'next/dynamic'

const loading = () => <div className="h-full bg-bg" aria-busy="true" />

/** Charts and tables are only loaded by those who look at them. */
export const MonitorTab = dynamic(() => import('./monitor-tab.tsx').then((m) => m.MonitorTab), { ssr: false, loading })
export const TablesTab = dynamic(() => import('./tables-tab.tsx').then((m) => m.TablesTab), { ssr: false, loading })

/** How versions differ, with the catalogue of node types. */
export const Compare = dynamic(() => import('../designer/compare/compare.tsx').then((m) => m.Compare), { ssr: false, loading })
