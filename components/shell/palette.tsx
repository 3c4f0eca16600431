'use client'
import { Command } from 'cmdk'
import { Keyboard, Languages, Plus, Search as SearchIcon, SunMoon } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { Children, type ReactNode, useRef, useState } from 'react'
import { useFiring } from '../hooks/alerts.ts'
import { usePipelines } from '../hooks/pipelines.ts'
import { langs } from '../i18n/lang.ts'
import { useT } from '../i18n/provider.tsx'
import { pipelineHref } from '../pipelines/href.ts'
import { Dialog } from '../ui/dialog.tsx'
import { NothingFits } from '../ui/states.tsx'
import { alertLook, draftLook, Glyph, pipelineLook } from '../ui/status.tsx'
import { languageNames } from './languages.ts'
import { pages } from './nav.ts'
import { useOfferedGroups } from './palette-groups.ts'
import type { PaletteProps } from './palette-lazy.tsx'
import { usePreferences } from './preferences.tsx'

const themes = ['system', 'light', 'dark'] as const

/** One field over pipelines, pages, alerts and actions. */
export function Palette({ open, onOpenChange, onKeys, typedAhead }: PaletteProps & { typedAhead: () => string }) {
  const t = useT()
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t('palette.title')} hideTitle className="w-[min(640px,calc(100vw-24px))]">
      <Search onDone={() => onOpenChange(false)} onKeys={onKeys} typedAhead={typedAhead} />
    </Dialog>
  )
}

/** Begins empty each time, because it is mounted each time. */
function Search({ onDone, onKeys, typedAhead }: { onDone: () => void; onKeys: () => void; typedAhead: () => string }) {
  const t = useT()
  const [text, setText] = useState('')
  const field = useRef<HTMLInputElement>(null)
  return (
    <Command label={t('palette.title')} className="flex min-h-0 flex-col">
      <div className="flex items-center gap-2 border-b border-line px-3">
        <SearchIcon size={16} aria-hidden="true" className="text-subtle" />
        <Command.Input
          ref={field}
          value={text}
          onValueChange={setText}
          onFocus={() => {
            const ahead = typedAhead()
            setText((before) => before + ahead)
          }}
          placeholder={t('palette.placeholder')}
          className="h-12 flex-1 bg-transparent text-base outline-none"
        />
      </div>
      <Command.List className="max-h-[50vh] overflow-auto p-1">
        <Command.Empty>
          <NothingFits text={text} field={field} onClear={() => setText('')} className="py-8" />
        </Command.Empty>
        <Entries text={text} onDone={onDone} onKeys={onKeys} />
      </Command.List>
    </Command>
  )
}

function Entries({ text, onDone, onKeys }: { text: string; onDone: () => void; onKeys: () => void }) {
  const t = useT()
  const router = useRouter()
  const { rows } = usePipelines()
  const offered = useOfferedGroups()
  const firing = useFiring()
  const { change } = usePreferences()
  const go = (href: string) => () => {
    onDone()
    router.push(href)
  }
  const act = (run: () => void) => () => {
    onDone()
    run()
  }
  return (
    <>
      {offered.map(({ heading, find }) => (
        <Group key={heading} heading={heading}>
          {find(text).map((entry) => (
            <Entry
              key={entry.key}
              value={`${entry.text} ${entry.also ?? ''} ${entry.key}`}
              icon={entry.icon}
              onSelect={act(entry.run)}
              end={entry.end}
            >
              {entry.text}
            </Entry>
          ))}
        </Group>
      ))}
      <Group heading={t('palette.alerts')}>
        {firing.map((status) => (
          <Entry
            key={`${status.pipeline}/${status.rule}`}
            value={`${status.rule} is:firing ${status.pipeline} alert`}
            icon={<Glyph {...alertLook(status.state, status.severity)} />}
            onSelect={go(pipelineHref(status.pipeline, { at: status.since }))}
            end={status.pipeline}
          >
            {status.rule}
          </Entry>
        ))}
      </Group>
      <Group heading={t('palette.pipelines')}>
        {(rows ?? []).map((row) => (
          <Entry
            key={row.name}
            value={`${row.name} is:${row.firing > 0 ? 'firing' : row.status.state} ${row.title}`}
            icon={<Glyph {...(row.live === null ? draftLook : pipelineLook[row.status.state])} />}
            onSelect={go(pipelineHref(row.name))}
            end={row.title === row.name ? undefined : row.name}
          >
            {row.title}
          </Entry>
        ))}
      </Group>
      <Group heading={t('palette.pages')}>
        {pages.map(({ href, key, icon: Icon }) => (
          <Entry key={href} value={`${t(key)} ${href}`} icon={<Icon size={14} />} onSelect={go(href)}>
            {t(key)}
          </Entry>
        ))}
      </Group>
      <Group heading={t('palette.actions')}>
        <Entry value={`${t('nav.new')} import yaml new`} icon={<Plus size={14} />} onSelect={go('/new')}>
          {t('nav.new')}
        </Entry>
        {themes.map((theme) => (
          <Entry
            key={theme}
            value={`${t('settings.theme')} theme ${theme} ${t(`settings.theme-${theme}`)}`}
            icon={<SunMoon size={14} />}
            onSelect={act(() => change({ theme }))}
          >
            {t('palette.theme-to', { theme: t(`settings.theme-${theme}`) })}
          </Entry>
        ))}
        {langs.map((lang) => (
          <Entry
            key={lang}
            value={`${t('settings.language')} language ${languageNames[lang]}`}
            icon={<Languages size={14} />}
            onSelect={act(() => change({ lang }))}
          >
            {t('palette.language-to', { language: languageNames[lang] })}
          </Entry>
        ))}
        <Entry value={`${t('keys.title')} keyboard shortcuts`} icon={<Keyboard size={14} />} onSelect={act(onKeys)}>
          {t('keys.title')}
        </Entry>
      </Group>
    </>
  )
}

const Group = ({ heading, children }: { heading: string; children: ReactNode }) =>
  Children.count(children) === 0 ? null : (
    <Command.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:py-1.5 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-subtle"
    >
      {children}
    </Command.Group>
  )

const Entry = ({
  value,
  icon,
  end,
  onSelect,
  children,
}: {
  value: string
  icon: ReactNode
  end?: string
  onSelect: () => void
  children: ReactNode
}) => (
  <Command.Item
    value={value}
    onSelect={onSelect}
    className="flex h-9 cursor-pointer items-center gap-2.5 rounded-sm px-2 data-[selected=true]:bg-selected"
  >
    <span className="flex w-4 justify-center text-subtle" aria-hidden="true">
      {icon}
    </span>
    <span className="truncate">{children}</span>
    {end !== undefined && <span className="ml-auto truncate text-xs text-subtle">{end}</span>}
  </Command.Item>
)
