'use client'
import { Suspense, useEffect, useState } from 'react'
import { canNotify, notify, wantsNotifications, wishNotifications } from '../alerts/notify.ts'
import { api } from '../hooks/api.ts'
import { langs } from '../i18n/lang.ts'
import { useT } from '../i18n/provider.tsx'
import { Button } from '../ui/button.tsx'
import { Choice } from '../ui/choice.tsx'
import { RowsSkeleton } from '../ui/skeleton.tsx'
import { Switch } from '../ui/switch.tsx'
import { toastError } from '../ui/toast.tsx'
import { KeyList } from './key-sheet.tsx'
import { languageNames } from './languages.ts'
import { usePreferences } from './preferences.tsx'
import { SecretsSection } from './secrets-section.tsx'
import { Row, Section } from './section.tsx'

/** What this browser prefers, and what there is to know about this installation. */
export function SettingsPage({ version }: { version: string }) {
  const t = useT()
  const { preferences, change } = usePreferences()
  return (
    <div className="mx-auto flex max-w-3xl flex-col gap-8 p-4 sm:p-6">
      <h1 className="text-lg font-semibold">{t('settings.title')}</h1>
      <Section title={t('settings.appearance')}>
        <Row label={t('settings.theme')}>
          <Choice
            label={t('settings.theme')}
            value={preferences.theme}
            onChange={(theme) => change({ theme })}
            options={(['system', 'light', 'dark'] as const).map((value) => ({ value, label: t(`settings.theme-${value}`) }))}
          />
        </Row>
        <Row label={t('settings.language')}>
          <Choice
            label={t('settings.language')}
            value={preferences.lang}
            onChange={(lang) => change({ lang })}
            options={langs.map((value) => ({ value, label: languageNames[value] }))}
          />
        </Row>
        <Row label={t('settings.density')}>
          <Choice
            label={t('settings.density')}
            value={preferences.density}
            onChange={(density) => change({ density })}
            options={(['comfortable', 'compact'] as const).map((value) => ({ value, label: t(`settings.density-${value}`) }))}
          />
        </Row>
        <Row label={t('settings.motion')} hint={t('settings.motion-hint')}>
          <Choice
            label={t('settings.motion')}
            value={preferences.motion}
            onChange={(motion) => change({ motion })}
            options={(['system', 'full', 'reduced'] as const).map((value) => ({ value, label: t(`settings.motion-${value}`) }))}
          />
        </Row>
        <Row label={t('settings.tour')} hint={t('settings.tour-hint')}>
          <Switch label={t('settings.tour')} checked={preferences.tour === 'on'} onChange={(on) => change({ tour: on ? 'on' : 'off' })} />
        </Row>
      </Section>
      <Notifications />
      <Suspense fallback={<RowsSkeleton />}>
        <SecretsSection />
      </Suspense>
      <Section title={t('settings.webhooks')}>
        <p className="px-4 py-3 text-muted">{t('settings.webhooks-hint')}</p>
      </Section>
      <Section title={t('settings.keyboard')}>
        <div className="px-4 py-3">
          <KeyList />
        </div>
      </Section>
      <Session />
      <Section title={t('settings.about')}>
        <Row label={t('settings.version')} hint={t('settings.about-hint')}>
          <code className="font-mono text-xs select-all">{version}</code>
        </Row>
      </Section>
    </div>
  )
}

function Notifications() {
  const t = useT()
  const [state, setState] = useState<'on' | 'off' | 'denied' | 'unsupported'>('off')
  useEffect(() => setState(!canNotify() ? 'unsupported' : wantsNotifications() ? 'on' : 'off'), [])
  return (
    <Section title={t('settings.notifications')}>
      <Row
        label={t('settings.notify')}
        hint={
          state === 'denied'
            ? t('settings.notify-denied')
            : state === 'unsupported'
              ? t('settings.notify-unsupported')
              : t('settings.notify-hint')
        }
      >
        {state === 'on' && (
          <Button
            size="small"
            onClick={() => notify(t('settings.notify-test-title'), { body: t('settings.notify-test-body'), tag: 'millrace-test' })}
          >
            {t('settings.notify-test')}
          </Button>
        )}
        <Switch
          label={t('settings.notify')}
          checked={state === 'on'}
          disabled={state === 'unsupported'}
          onChange={(wanted) => void wishNotifications(wanted).then(setState)}
        />
      </Row>
    </Section>
  )
}

function Session() {
  const t = useT()
  const [busy, setBusy] = useState(false)
  const leave = async () => {
    setBusy(true)
    try {
      await api.signOut()
      window.location.assign('/signin')
    } catch (error) {
      toastError(error)
      setBusy(false)
    }
  }
  return (
    <Section title={t('settings.session')}>
      <Row label={t('settings.sign-out')} hint={t('settings.sign-out-hint')}>
        <Button busy={busy} onClick={() => void leave()}>
          {t('settings.sign-out')}
        </Button>
      </Row>
    </Section>
  )
}
