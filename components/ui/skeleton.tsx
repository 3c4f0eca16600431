import { cx } from './cx.ts'

/** Holds the place of what is on its way: same height, no words. Hidden from screen readers; the region around it says aria-busy. */
export const Skeleton = ({ className }: { className?: string }) => (
  <span aria-hidden="true" className={cx('shimmer block rounded-sm bg-line', className)} />
)
