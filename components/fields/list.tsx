'use client'
import { ArrowDown, ArrowUp, Plus, X } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Data } from '../../core/edit/data.ts'
import { useT } from '../i18n/provider.tsx'
import { Button, IconButton } from '../ui/button.tsx'
import { cx } from '../ui/cx.ts'

/** Items in order, each drawn by `children`; they can be moved, taken out and added to. */
export function ListWidget({
  items,
  label,
  disabled,
  compact,
  blank,
  onChange,
  children,
}: {
  items: readonly Data[]
  label: string
  disabled: boolean
  /** Items are a line each. */
  compact: boolean
  /** What a new item says. */
  blank: () => Data
  /** undefined takes the list out. */
  onChange: (items: readonly Data[] | undefined) => void
  children: (item: Data, index: number) => ReactNode
}) {
  const t = useT()
  const move = (from: number, to: number): void => onChange(items.toSpliced(from, 1).toSpliced(to, 0, items[from]))
  return (
    <div className="flex flex-col gap-2">
      <ol aria-label={label} className="flex flex-col gap-2">
        {items.map((item, index) => {
          const name = t('fields.item', { name: label, number: index + 1 })
          return (
            // items have no ids; their place keeps the focus while one is edited
            // biome-ignore lint/suspicious/noArrayIndexKey: see above
            <li key={index} className={cx('flex items-start gap-1', !compact && 'rounded-md border border-line p-2')}>
              <div className={cx('min-w-0 flex-1', !compact && 'grid grid-cols-2 items-start gap-x-2 gap-y-1')}>
                {children(item, index)}
              </div>
              <div className={cx('flex', !compact && 'flex-col')}>
                <IconButton
                  size="small"
                  label={t('fields.remove', { name })}
                  disabled={disabled}
                  onClick={() => onChange(items.length === 1 ? undefined : items.toSpliced(index, 1))}
                >
                  <X size={14} />
                </IconButton>
                {items.length > 1 && (
                  <>
                    <IconButton
                      size="small"
                      label={t('fields.up', { name })}
                      disabled={disabled || index === 0}
                      onClick={() => move(index, index - 1)}
                    >
                      <ArrowUp size={14} />
                    </IconButton>
                    <IconButton
                      size="small"
                      label={t('fields.down', { name })}
                      disabled={disabled || index === items.length - 1}
                      onClick={() => move(index, index + 1)}
                    >
                      <ArrowDown size={14} />
                    </IconButton>
                  </>
                )}
              </div>
            </li>
          )
        })}
      </ol>
      <Button
        size="small"
        className="self-start"
        icon={<Plus size={14} />}
        disabled={disabled}
        onClick={() => onChange([...items, blank()])}
      >
        {t('fields.add-to', { name: label })}
      </Button>
    </div>
  )
}
