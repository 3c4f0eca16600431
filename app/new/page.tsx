import { pageTitle } from '../../components/i18n/server.ts'
import { NewPage } from '../../components/pipelines/new-page.tsx'

export const generateMetadata = () => pageTitle('nav.new')

export default function Page() {
  return <NewPage />
}
