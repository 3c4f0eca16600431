import { pageTitle } from '../../components/i18n/server.ts'
import { SettingsPage } from '../../components/shell/settings-page.tsx'
import product from '../../package.json' with { type: 'json' }

export const generateMetadata = () => pageTitle('nav.settings')

export default function Page() {
  return <SettingsPage version={product.version} />
}
