'use client'
import type { Change, Effect } from '../../../core/change.ts'
import { useReason, useT } from '../../i18n/provider.tsx'
import { Glyph, type Shape, type Tone } from '../../ui/status.tsx'

const looks = {
  added: { shape: 'diamond', tone: 'info' },
  removed: { shape: 'box', tone: 'idle' },
  'restart-keep-state': { shape: 'dot', tone: 'ok' },
  'restart-new-state': { shape: 'triangle', tone: 'warn' },
  hot: { shape: 'dot', tone: 'info' },
  blocked: { shape: 'square', tone: 'crit' },
} as const satisfies Record<Effect, { readonly shape: Shape; readonly tone: Tone }>

/** What loses state comes first. */
const ORDER: readonly Effect[] = ['blocked', 'restart-new-state', 'removed', 'added', 'restart-keep-state', 'hot']

/** What a deploy does to each node and rule, in words; nodes that are not listed go on as they are. */
export function ImpactList({ changes, titleOf }: { changes: readonly Change[]; titleOf: (node: string) => string }) {
  const t = useT()
  const say = useReason()
  const ordered = changes.toSorted((a, b) => ORDER.indexOf(a.effect) - ORDER.indexOf(b.effect))
  if (ordered.length === 0) return <p className="text-muted">{t('deploy.no-effect')}</p>
  return (
    <ul className="flex max-h-52 flex-col gap-1 overflow-y-auto">
      {ordered.map(({ at, effect, reason }, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the list is made anew when it changes
        <li key={i} className="flex gap-2">
          <Glyph {...looks[effect]} className="mt-1" />
          <span className="min-w-0 break-words">
            <span className="font-medium">{at.node === undefined ? (at.rule ?? '') : titleOf(at.node)}</span>{' '}
            <span className="text-muted">
              {effect === 'restart-keep-state' && `${t('compare.changed')} · `}
              {say(reason)}
            </span>
          </span>
        </li>
      ))}
    </ul>
  )
}
