'use client'
import dynamic from 'next/dynamic'

/** Charts are only loaded by those who look at them. */
export const MonitorTab = dynamic(() => import('./monitor-tab.tsx').then((m) => m.MonitorTab), {
  ssr: false,
  loading: () => <div className="h-full bg-bg" aria-busy="true" />,
})
