import { cx } from './cx.ts'

/** Holds the place of what is on its way: same height, no words. Hidden from screen readers; the region around it says aria-busy. */
export const Skeleton = ({ className }: { className?: string }) => (
  <span aria-hidden="true" className={cx('shimmer block rounded-sm bg-line', className)} />
)

/** Rows of the height that tables have, while a table is on its way. */
export const RowsSkeleton = () => (
  <div aria-busy="true" className="px-3 pt-8">
    {[64, 48, 56, 40].map((width) => (
      <div key={width} className="flex h-(--row) items-center gap-6 border-b border-line">
        <Skeleton className="h-3 w-20" />
        <span style={{ width: `${width}%` }}>
          <Skeleton className="h-3 w-full" />
        </span>
      </div>
    ))}
  </div>
)
