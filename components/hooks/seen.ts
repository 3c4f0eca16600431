import { useEffect } from 'react'
import { LATER } from '../ui/later.ts'

/** Pages that show something of use before anything came over the socket. */
const PICTURED = /^\/(p\/.*)?$/

const picture = Promise.withResolvers<void>()

/** Tells that something of use is on the page; once it is painted, what is not needed for it may load. */
export function useSeen(there: boolean): void {
  useEffect(() => {
    if (!there) return
    // the frame after the next one begins once this one is seen
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => picture.resolve())
    })
    return () => cancelAnimationFrame(frame)
  }, [there])
}

/** Resolves once something of use was seen since the page was opened, at the latest in a moment. */
export async function pageSeen(): Promise<void> {
  if (!PICTURED.test(location.pathname)) return
  await Promise.race([picture.promise, new Promise((resolve) => setTimeout(resolve, LATER))])
}
