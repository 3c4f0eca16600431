'use client'
import { useReason, useT, useWords } from '../../i18n/provider.tsx'
import { Button } from '../../ui/button.tsx'
import { Glyph } from '../../ui/status.tsx'
import { PopAt } from './pop-at.tsx'
import { useDesk, useDeskState } from './use-desk.ts'

/** Why a wire was refused, and what would help. */
export function Refusal() {
  const t = useT()
  const words = useWords()
  const say = useReason()
  const desk = useDesk()
  const refusal = useDeskState((s) => s.refusal)
  if (refusal === null) return null
  const { reason, fixes } = refusal.misfit
  return (
    <PopAt anchor={refusal.anchor} label={t('design.refused')} onClose={() => desk.set({ refusal: null })} className="w-72 p-3">
      <p className="flex gap-2">
        <Glyph shape="square" tone="crit" className="mt-1" />
        {say(reason)}
      </p>
      {fixes.length > 0 && (
        <div className="mt-3 flex flex-col gap-1.5">
          {fixes.map((fix) => (
            <Button
              key={fix.words.en}
              className="justify-start"
              onClick={() => {
                desk.set({ refusal: null })
                const applied = desk.run(fix.command)
                if (applied !== null) desk.canvas?.reveal(applied.made)
              }}
            >
              {words(fix.words)}
            </Button>
          ))}
        </div>
      )}
    </PopAt>
  )
}
