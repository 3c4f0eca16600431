'use client'
import type { ReactElement } from 'react'
import { Toaster as Sonner, toast } from 'sonner'
import { useT } from '../i18n/provider.tsx'
import { usePreferences } from '../shell/preferences.tsx'
import { ErrorText } from './states.tsx'
import { Glyph } from './status.tsx'

const READ = 10_000
const MOST = 3

export const showError = (error: unknown): void =>
  void toast.error(
    <div className="flex items-start gap-2.5">
      <Glyph shape="square" tone="crit" className="mt-1" />
      <ErrorText error={error} />
    </div>,
    { duration: READ },
  )

export const showDone = (text: string, undo?: { readonly label: string; readonly run: () => void }): void =>
  void toast(text, { duration: READ, ...(undo === undefined ? {} : { action: { label: undo.label, onClick: undo.run } }) })

/** Shows what draws itself, for so many milliseconds; what has the same id is replaced. */
export const showCustom = (id: string, duration: number, draw: (close: () => void) => ReactElement): void =>
  void toast.custom((shown) => draw(() => toast.dismiss(shown)), { id, duration })

export function Toaster() {
  const t = useT()
  const { preferences } = usePreferences()
  return (
    <Sonner
      theme={preferences.theme}
      position="bottom-right"
      visibleToasts={MOST}
      expand
      gap={8}
      style={{ fontFamily: 'inherit' }}
      containerAriaLabel={t('toast.region')}
      mobileOffset={{ bottom: 72 }}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            'flex w-[356px] max-w-[calc(100vw-32px)] items-center gap-3 rounded-lg border border-line-strong bg-raised px-4 py-3 text-sm text-fg shadow-pop',
          content: 'min-w-0 flex-1',
          icon: 'hidden',
          actionButton: 'h-7 shrink-0 rounded-md border border-line-strong px-2 text-xs font-medium hover:bg-hover',
        },
      }}
    />
  )
}
