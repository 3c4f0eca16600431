'use client'
import { Bell as BellIcon } from 'lucide-react'
import { useState } from 'react'
import type { AlertStatus } from '../../core/alert.ts'
import { useT } from '../i18n/provider.tsx'
import { arriving } from '../ui/arriving.ts'
import { IconButton } from '../ui/button.tsx'
import { CountDot } from '../ui/count.tsx'
import { Popover } from '../ui/popover.tsx'

const useBellList = arriving(() => import('./bell-list.tsx'))

/** What fires now, a click away on every page. */
export function Bell({ firing }: { firing: readonly AlertStatus[] }) {
  const t = useT()
  const [open, setOpen] = useState(false)
  const code = useBellList(open)
  const label = firing.length === 0 ? t('alerts.bell-none') : t('alerts.bell', { count: firing.length })
  return (
    <Popover
      label={t('alerts.title')}
      open={open && code !== null}
      onOpenChange={setOpen}
      className="w-96"
      trigger={
        <IconButton label={label} className="relative">
          <BellIcon size={16} aria-hidden="true" />
          <CountDot count={firing.length} />
        </IconButton>
      }
    >
      {code !== null && (
        <code.BellList firing={firing} title={firing.length === 0 ? t('alerts.calm') : label} onClose={() => setOpen(false)} />
      )}
    </Popover>
  )
}
