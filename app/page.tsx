import { pageTitle } from '../components/i18n/server.ts'
import { PipelinesPage } from '../components/pipelines/pipelines-page.tsx'

export const generateMetadata = () => pageTitle('nav.pipelines')

export default function Page() {
  return <PipelinesPage />
}
