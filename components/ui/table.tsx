import type { ComponentProps } from 'react'
import { cx } from './cx.ts'

/** A dense table; its box scrolls, its head stays. `label` is its accessible name. */
export const Table = ({ label, className, boxClass, ...rest }: ComponentProps<'table'> & { label: string; boxClass?: string }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
  <section aria-label={label} tabIndex={0} className={cx('overflow-auto -outline-offset-2!', boxClass)}>
    <table {...rest} aria-label={label} className={cx('w-full border-separate border-spacing-0 text-left', className)} />
  </section>
)

export const Th = ({ className, numeric = false, ...rest }: ComponentProps<'th'> & { numeric?: boolean }) => (
  <th
    scope="col"
    {...rest}
    className={cx(
      'sticky top-0 z-10 h-8 border-b border-line bg-panel px-3 text-xs font-medium whitespace-nowrap text-subtle',
      numeric && 'text-right',
      className,
    )}
  />
)

export const Tr = ({ className, ...rest }: ComponentProps<'tr'>) => <tr {...rest} className={cx('group hover:bg-hover', className)} />

export const Td = ({ className, numeric = false, ...rest }: ComponentProps<'td'> & { numeric?: boolean }) => (
  <td {...rest} className={cx('h-(--row) border-b border-line px-3 whitespace-nowrap', numeric && 'num text-right', className)} />
)

/** On a narrow window rows become cards: these classes on the table and its rows; cells say their own places. */
export const cardTable = 'max-md:block max-md:[&_tbody]:block max-md:[&_thead]:sr-only'
export const cardRow =
  'max-md:grid max-md:items-center max-md:gap-x-3 max-md:border-b max-md:border-line max-md:py-2 max-md:[&>td]:h-auto max-md:[&>td]:border-0 max-md:[&>td]:py-0.5'
