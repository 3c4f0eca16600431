'use client'
import { BellOff, BellRing, ChevronDown } from 'lucide-react'
import type { AlertStatus } from '../../core/alert.ts'
import { isFreeRule, UNTIL_ENDED, UNTIL_RESOLVED } from '../../core/silence.ts'
import { isSilenced, putStatus } from '../hooks/alerts.ts'
import { api } from '../hooks/api.ts'
import { useLang, useT } from '../i18n/provider.tsx'
import { Button, IconButton } from '../ui/button.tsx'
import { Menu, MenuItem } from '../ui/menu.tsx'
import { clock } from '../ui/time.tsx'
import { toastDone, toastError } from '../ui/toast.tsx'
import { tomorrowMorning } from './facts.ts'

const MINUTE = 60_000

/** `Silenced until 18:30:00`. */
export function useSilenceWords(): (until: number, now: number) => string {
  const t = useT()
  const lang = useLang()
  return (until, now) => {
    if (until === UNTIL_RESOLVED) return t('alerts.silenced-resolved')
    return until === UNTIL_ENDED ? t('alerts.silenced-ended') : t('alerts.silenced-until', { time: clock(lang, until, now) })
  }
}

/**
 * Keeps a rule quiet for half an hour by one click or otherwise by two, or ends that by one; each can be undone. A rule that nobody wrote is switched
 * off by the one click. `bare` = only as icons.
 */
export function Silence({ status, bare = false }: { status: AlertStatus; bare?: boolean }) {
  const t = useT()
  const words = useSilenceWords()
  const { pipeline, rule, silencedUntil } = status
  const put = async (until: number | null): Promise<boolean> => {
    try {
      putStatus(await api.silence(pipeline, rule, until))
      return true
    } catch (error) {
      toastError(error)
      return false
    }
  }
  const change = async (until: number | null) => {
    if (!(await put(until))) return
    const told = until === null ? t('alerts.unsilenced-done', { rule }) : `${rule}: ${words(until, Date.now())}`
    toastDone(told, { label: t('do.undo'), run: () => void put(silencedUntil) })
  }
  const of = { rule, pipeline }
  if (isSilenced(status, Date.now()))
    return bare ? (
      <IconButton size="small" label={t('alerts.unsilence-of', of)} onClick={() => void change(null)}>
        <BellRing size={14} />
      </IconButton>
    ) : (
      <Button
        size="small"
        look="ghost"
        icon={<BellRing size={14} aria-hidden="true" />}
        aria-label={t('alerts.unsilence-of', of)}
        onClick={() => void change(null)}
      >
        {t('alerts.unsilence')}
      </Button>
    )
  const silence = (minutes: number) => void change(Date.now() + minutes * MINUTE)
  const free = isFreeRule(status)
  const once = {
    label: free ? t('alerts.switch-off-of', of) : t('alerts.silence-30m-of', of),
    run: () => (free ? void change(UNTIL_ENDED) : silence(30)),
  }
  return (
    <span className="inline-flex items-center">
      {bare ? (
        <IconButton size="small" className="w-6" label={once.label} onClick={once.run}>
          <BellOff size={14} />
        </IconButton>
      ) : (
        <Button
          size="small"
          look="ghost"
          className="rounded-r-none pr-1"
          icon={<BellOff size={14} aria-hidden="true" />}
          aria-label={once.label}
          onClick={once.run}
        >
          {t(free ? 'alerts.switch-off' : 'alerts.silence-30m')}
        </Button>
      )}
      <Menu
        trigger={
          <IconButton size="small" className="w-6! rounded-l-none" label={t('alerts.silence-of', of)}>
            <ChevronDown size={12} />
          </IconButton>
        }
      >
        <MenuItem onSelect={() => silence(15)}>{t('alerts.silence-for-15m')}</MenuItem>
        <MenuItem onSelect={() => silence(60)}>{t('alerts.silence-for-1h')}</MenuItem>
        <MenuItem onSelect={() => void change(tomorrowMorning(Date.now()))}>{t('alerts.silence-tomorrow')}</MenuItem>
        <MenuItem onSelect={() => void change(UNTIL_RESOLVED)}>{t('alerts.silence-resolved')}</MenuItem>
        <MenuItem onSelect={() => void change(UNTIL_ENDED)}>{t('alerts.silence-ended')}</MenuItem>
      </Menu>
    </span>
  )
}

/** Says beside the state of a rule that it is silenced; nothing when it is not. */
export function SilencedMark({ status }: { status: AlertStatus }) {
  const words = useSilenceWords()
  const now = Date.now()
  if (!isSilenced(status, now)) return null
  const text = words(status.silencedUntil!, now)
  return (
    <span className="inline-flex items-center gap-1 text-xs text-muted" title={text}>
      <BellOff size={12} aria-hidden="true" />
      <span className="num">{text}</span>
    </span>
  )
}
