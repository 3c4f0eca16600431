'use client'
import { useState } from 'react'
import { type TemplateGroup, templateGroups } from '../../core/protocol.ts'
import { api } from '../hooks/api.ts'
import { useRequest } from '../hooks/use-request.ts'
import { useT } from '../i18n/provider.tsx'
import { Choice } from '../ui/choice.tsx'
import { ErrorState } from '../ui/states.tsx'
import { Gallery, GallerySkeleton } from './gallery.tsx'
import { useTemplate } from './use-template.ts'

/** Every template, by kind. */
export function TemplatesPage() {
  const t = useT()
  const { value, error, again } = useRequest(api.templates)
  const [group, setGroup] = useState<TemplateGroup | 'all'>('all')
  const { making, make } = useTemplate()
  return (
    <div className="flex min-h-full flex-col gap-4 p-4 sm:p-6">
      <div className="flex flex-wrap items-end justify-between gap-3">
        <div>
          <h1 className="text-lg font-semibold">{t('templates.title')}</h1>
          <p className="text-muted">{t('templates.intro')}</p>
        </div>
        <Choice
          value={group}
          onChange={setGroup}
          label={t('templates.filter')}
          options={(['all', ...templateGroups] as const).map((each) => ({ value: each, label: t(`templates.group.${each}`) }))}
        />
      </div>
      {value !== null ? (
        <Gallery templates={value.filter(({ groups }) => group === 'all' || groups.includes(group))} making={making} make={make} />
      ) : error === null ? (
        <GallerySkeleton />
      ) : (
        <ErrorState error={error} onRetry={again} />
      )}
    </div>
  )
}
