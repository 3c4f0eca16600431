import { PipelinePage } from '../../../components/monitor/pipeline-page.tsx'

export default async function Page({ params }: { params: Promise<{ name: string }> }) {
  const { name } = await params
  return <PipelinePage name={decodeURIComponent(name)} />
}
