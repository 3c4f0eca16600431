import { Suspense } from 'react'
import { AlertsPage } from '../../components/alerts/alerts-page.tsx'
import { pageTitle } from '../../components/i18n/server.ts'

export const generateMetadata = () => pageTitle('nav.alerts')

export default function Page() {
  return (
    <Suspense>
      <AlertsPage />
    </Suspense>
  )
}
