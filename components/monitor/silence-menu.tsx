'use client'
import { BellOff } from 'lucide-react'
import type { AlertStatus } from '../../core/alert.ts'
import { UNTIL_RESOLVED } from '../../core/silence.ts'
import { useT } from '../i18n/provider.tsx'
import { Button } from '../ui/button.tsx'
import { Menu, MenuItem } from '../ui/menu.tsx'

const MINUTE = 60_000

/** How long a rule is to be quiet. */
export function SilenceMenu({ status, onSilence }: { status: AlertStatus; onSilence: (until: number | null) => void }) {
  const t = useT()
  const trigger = (
    <Button size="small" icon={<BellOff size={14} />} aria-label={t('alerts.silence-of', { rule: status.rule, pipeline: status.pipeline })}>
      {t('alerts.silence')}
    </Button>
  )
  return (
    <Menu trigger={trigger}>
      <MenuItem onSelect={() => onSilence(Date.now() + 15 * MINUTE)}>{t('alerts.silence-15m')}</MenuItem>
      <MenuItem onSelect={() => onSilence(Date.now() + 60 * MINUTE)}>{t('alerts.silence-1h')}</MenuItem>
      <MenuItem onSelect={() => onSilence(UNTIL_RESOLVED)}>{t('alerts.silence-resolved')}</MenuItem>
      <MenuItem onSelect={() => onSilence(tomorrowAtNine())}>{t('alerts.silence-tomorrow')}</MenuItem>
      {status.silencedUntil !== null && <MenuItem onSelect={() => onSilence(null)}>{t('alerts.unsilence')}</MenuItem>}
    </Menu>
  )
}

const tomorrowAtNine = (): number => {
  const now = new Date()
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1, 9).getTime()
}
