import { pageTitle } from '../../components/i18n/server.ts'
import { TemplatesPage } from '../../components/templates/templates-page.tsx'

export const generateMetadata = () => pageTitle('nav.templates')

export default function Page() {
  return <TemplatesPage />
}
