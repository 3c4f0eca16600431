'use client'
import { Play, Plus } from 'lucide-react'
import Link from 'next/link'
import { api } from '../hooks/api.ts'
import { useRequest } from '../hooks/use-request.ts'
import { useT } from '../i18n/provider.tsx'
import { Button, buttonClass } from '../ui/button.tsx'
import { ErrorState } from '../ui/states.tsx'
import { Gallery, GallerySkeleton } from './gallery.tsx'
import { useTemplate } from './use-template.ts'

/** What an empty list of pipelines shows: one button to something that runs, and the gallery. */
export function FirstRun() {
  const t = useT()
  const { value, error, again } = useRequest(api.templates)
  const { making, make } = useTemplate()
  const first = value?.[0]?.name
  return (
    <div className="min-h-0 flex-1 overflow-auto bg-bg p-4 sm:p-6">
      <div className="flex flex-col items-center gap-4 pt-2 pb-6 text-center">
        <p className="text-base font-medium">{t('templates.first')}</p>
        <div className="flex flex-wrap justify-center gap-2">
          <Button
            look="primary"
            busy={making?.start === true && making.template === first}
            disabled={first === undefined || making !== null}
            icon={<Play size={12} fill="currentColor" aria-hidden="true" />}
            onClick={() => first !== undefined && make({ template: first, start: true })}
          >
            {t('templates.first-run')}
          </Button>
          <Link href="/new" className={buttonClass()}>
            <Plus size={15} aria-hidden="true" />
            {t('nav.new')}
          </Link>
        </div>
      </div>
      {value !== null ? (
        <Gallery templates={value} making={making} make={make} />
      ) : error === null ? (
        <GallerySkeleton />
      ) : (
        <ErrorState error={error} onRetry={again} />
      )}
    </div>
  )
}
