/** A small count on the corner of an icon, for eyes only: the name of what it sits on says it too. */
export const CountDot = ({ count }: { count: number }) =>
  count === 0 ? null : (
    <span
      aria-hidden="true"
      className="num pointer-events-none absolute top-0 right-0 flex h-4 min-w-4 items-center justify-center rounded-full bg-crit px-1 text-[10px] leading-none font-semibold text-panel"
    >
      {count > 99 ? '99+' : count}
    </span>
  )
